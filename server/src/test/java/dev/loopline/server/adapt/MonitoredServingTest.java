package dev.loopline.server.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.monitoring.spi.ScoredPrediction;
import dev.loopline.serving.LoggedPrediction;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MonitoredServingTest {
  private static final Instant MADE = Instant.parse("2016-07-03T00:00:00Z");
  private static final Instant BOOKED = Instant.parse("2016-07-01T00:00:00Z");

  private static ScoredPrediction scored(
      @Nullable Instant rowTime, @Nullable Double challengerScore, int served) {
    return MonitoredServing.scored(
        new LoggedPrediction(
            1,
            "p",
            "hotel",
            "e",
            "hotel.m",
            "v",
            "c",
            "k",
            MADE,
            rowTime,
            Map.of(),
            new float[0],
            1,
            0.25,
            challengerScore == null ? null : 2,
            challengerScore,
            served));
  }

  @Test
  void monitoringIsToldTheScoreThatWasServedBesideTheChampions() {
    assertThat(scored(BOOKED, 0.75, 2).servedScore()).isEqualTo(0.75);
    assertThat(scored(BOOKED, 0.75, 2).score()).isEqualTo(0.25);
    assertThat(scored(BOOKED, 0.75, 1).servedScore()).isEqualTo(0.25);
    assertThat(scored(BOOKED, null, 1).servedScore()).isEqualTo(0.25);
  }

  @Test
  void aRowIsAsOldAsItIsHoweverLateItIsScored() {
    assertThat(scored(BOOKED, null, 1).rowTime()).isEqualTo(BOOKED);
    assertThat(scored(null, null, 1).rowTime()).isEqualTo(MADE);
  }
}
