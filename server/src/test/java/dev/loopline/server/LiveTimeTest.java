package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveTimeTest {
  @TempDir Path folder;

  private static List<String> told(Kernel kernel) throws InterruptedException {
    assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
    return kernel.events().page(new EventQuery(null, null, "time.", null, 100, false)).stream()
        .map(e -> e.product() + " " + e.data().path("at").asText())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void timePassesOnceInAPeriodForLiveProductsAndNeverForReplayedOnes(Engine engine)
      throws InterruptedException {
    SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    try (Kernel kernel = engine.kernel(folder, clock);
        LiveTime one = new LiveTime(kernel, () -> List.of("live", "replayed"));
        LiveTime other = new LiveTime(kernel, () -> List.of("live", "replayed"))) {
      Instant past = Instant.parse("2016-07-01T00:00:00Z");
      kernel.db().change(tx -> kernel.eventTime().advance(tx, "replayed", past));
      one.tick();
      other.tick();
      one.tick();
      assertThat(told(kernel)).containsExactly("live 2026-01-01T00:00:00Z");
      clock.advance(LiveTime.PERIOD);
      other.tick();
      assertThat(told(kernel))
          .containsExactlyInAnyOrder("live 2026-01-01T00:00:00Z", "live 2026-01-01T00:05:00Z");
      assertThat(kernel.eventTime().find("live")).isEmpty();
      assertThat(kernel.eventTime().find("replayed")).contains(past);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereNothingIsWatchedNothingIsTold(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder);
        LiveTime time = new LiveTime(kernel, List::of)) {
      time.tick();
      assertThat(told(kernel)).isEmpty();
    }
  }
}
