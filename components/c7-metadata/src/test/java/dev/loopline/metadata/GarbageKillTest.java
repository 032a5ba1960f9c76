package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.artifacts.Sweep;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.assembly.MetadataFactory;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Collections that are killed with kill -9, one after the other, and the one that ends the work.
 */
class GarbageKillTest {
  private static final int DOOMED = 300;
  private static final int KEPT = 20;
  private static final int KILLS = 6;

  @TempDir Path folder;

  private Kernel open() {
    return Kernel.open(
        new Kernel.Options(folder, Optional.empty(), 1, List.of("metadata")), WallClock.system());
  }

  @Test
  void afterAnyNumberOfKillsTheStoreIsWholeAndTheNextCollectionGoesOn() throws Exception {
    List<String> kept = new ArrayList<>();
    try (Kernel kernel = open()) {
      Metadata metadata = MetadataFactory.open(kernel);
      for (int i = 0; i < DOOMED + KEPT; i++) {
        String run = run(metadata, i);
        if (i < DOOMED) {
          metadata.runs().delete(run, "ada");
        } else {
          kept.add(run);
        }
      }
    }
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < KILLS; i++) {
      kill(random.nextInt(1, 150));
    }
    try (Kernel kernel = open()) {
      Metadata metadata = MetadataFactory.open(kernel);
      requireWhole(metadata, kept);
      kernel.garbage().collect(Doomed.allBefore(kernel.clock().now()), Duration.ZERO, "ada");
      requireWhole(metadata, kept);
      assertThat(count(kernel, "run")).isEqualTo(KEPT);
      assertThat(count(kernel, "run_curve")).isEqualTo(KEPT);
      assertThat(count(kernel, "artifact")).isEqualTo(2 * KEPT);
      assertThat(count(kernel, "metadata_remains")).isZero();
      assertThat(blobs(kernel)).isEqualTo(named(kernel));
    }
  }

  /** With a file of its own, and one that doomed and kept ones share. */
  private static String run(Metadata metadata, int number) {
    String run = metadata.runs().create(new NewRun(0, null, "ada", null, Map.of()), "ada").id();
    metadata.log().log(run, LogBatch.metric(new Metric("m", 1, 1, 1), List.of()));
    put(metadata, run, "own", "own " + number);
    put(metadata, run, "shared", "shared " + number % 7);
    return run;
  }

  private static void put(Metadata metadata, String run, String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    metadata.files().put(path(run, name), new ByteArrayInputStream(bytes), bytes.length);
  }

  private static SafePath path(String run, String name) {
    return SafePath.of("0/" + run + "/artifacts/" + name);
  }

  private void kill(int milliseconds) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                GarbageChild.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(child.inputReader().readLine()).isEqualTo("begun");
    child.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    child.destroyForcibly().waitFor();
  }

  private static void requireWhole(Metadata metadata, List<String> kept) throws Exception {
    for (String run : kept) {
      for (String name : List.of("own", "shared")) {
        StoredFile file = metadata.files().find(path(run, name)).orElseThrow();
        try (InputStream in = metadata.files().open(file)) {
          assertThat(in.readAllBytes()).isNotEmpty();
        }
      }
    }
  }

  private static long count(Kernel kernel, String table) {
    return kernel
        .db()
        .read(h -> h.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }

  private static Set<Digest> blobs(Kernel kernel) {
    Set<Digest> there = new HashSet<>();
    try (Sweep sweep = kernel.artifacts().sweep()) {
      sweep.list(some -> some.forEach(blob -> there.add(blob.digest())));
    }
    return there;
  }

  private static Set<Digest> named(Kernel kernel) {
    return kernel
        .db()
        .read(
            h ->
                new HashSet<>(
                    h.createQuery("select distinct digest from artifact")
                        .mapTo(String.class)
                        .map(Digest::new)
                        .list()));
  }
}
