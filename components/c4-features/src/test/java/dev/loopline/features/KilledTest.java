package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.time.WallClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that pushes and materializes, and looks at what it leaves behind. */
class KilledTest {
  private static final int PUSH = 50;
  private static final Instant START = Instant.parse("2016-01-01T00:00:00Z");

  @TempDir Path folder;

  /** Pushes without end; tells of each push once it is acknowledged. */
  public static void main(String[] arguments) {
    try (Kernel kernel = open(Path.of(arguments[0]));
        FeatureStore store = FeatureStoreFactory.open(kernel, new Hotel.Labels())) {
      Hotel.apply(store);
      for (int push = 0; true; push++) {
        Hotel.push(store, rows(push));
        System.out.println("acknowledged " + push);
        if (push % 3 == 2) {
          store.materialize("hotel", "booking");
        }
      }
    }
  }

  private static Kernel open(Path folder) {
    return Kernel.open(
        new Kernel.Options(folder, Optional.empty(), 1, List.of("features")), WallClock.system());
  }

  private static JsonNode[] rows(int push) {
    List<JsonNode> rows = new ArrayList<>();
    for (int i = 0; i < PUSH; i++) {
      int id = push * PUSH + i;
      rows.add(Hotel.row("b" + id, START.plusSeconds(id).toString(), id));
    }
    return rows.toArray(JsonNode[]::new);
  }

  @Test
  void afterKillNineWhatWasAcknowledgedIsThereOnceAndPushesAreWhole() throws Exception {
    int acknowledged = 0;
    for (int round = 1; round <= 3; round++) {
      acknowledged = Math.max(acknowledged, killAfter(7 * round));
      try (Kernel kernel = open(folder);
          FeatureStore store = FeatureStoreFactory.open(kernel, new Hotel.Labels())) {
        long rows = store.views("hotel").getFirst().rows();
        assertThat(rows % PUSH).isZero();
        assertThat(rows).isGreaterThanOrEqualTo((long) acknowledged * PUSH);
        for (int push = 0; push < acknowledged; push++) {
          assertThat(store.online("hotel", "booking", "b" + push * PUSH)).isPresent();
        }
        assertThat(Hotel.push(store, rows(0)).repeated()).isEqualTo(PUSH);
        assertThat(store.materialize("hotel", "booking").rows()).isEqualTo(rows);
        assertThat(kernel.events().verify()).isEmpty();
      }
    }
  }

  /** How many pushes a process was told of before it was killed. */
  private int killAfter(int pushes) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTest.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int acknowledged = 0;
    try (BufferedReader out =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("acknowledged ")) {
          acknowledged = Integer.parseInt(line.substring(13)) + 1;
          if (acknowledged == pushes) {
            process.toHandle().destroyForcibly(); // Process itself would close what we read from.
          }
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(acknowledged).isGreaterThanOrEqualTo(pushes);
    return acknowledged;
  }
}
