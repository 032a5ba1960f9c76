package dev.loopline.server.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.spi.ScoredPrediction;
import dev.loopline.registry.Lineage;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Signature;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.serving.LoggedPrediction;
import dev.loopline.serving.Serving;
import dev.loopline.serving.assembly.ServingFactory;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void whatSomebodyDecidedBeforeStands(@TempDir Path folder) throws Exception {
    try (Kernel kernel =
        Engine.SQLITE.kernel(
            folder, SettableClock.at("2026-01-01T00:00:00Z"), "registry", "serving")) {
      Registry registry = RegistryFactory.open(kernel);
      try (Serving serving =
          ServingFactory.open(kernel, registry, (product, view, keys) -> List.of())) {
        MonitoredServing watched = new MonitoredServing(serving, registry, kernel.artifacts());
        byte[] onnx = "onnx".getBytes(StandardCharsets.UTF_8);
        registry.register(
            "hotel",
            new NewVersion(
                "hotel.m",
                Map.of(NewVersion.ONNX, kernel.artifacts().put(onnx).digest()),
                new Signature(List.of(), "p"),
                Map.of(),
                Map.of(),
                new Lineage("r", "run", "c", "", "v", "d", 1, 1, "1", Instant.EPOCH)),
            "ana");
        registry.promote("hotel", "hotel.m", 1, "ana", Json.object());
        watched.reject("hotel", "hotel.m", "1", Json.object());
        assertThat(registry.require("hotel", "hotel.m", 1).decision())
            .isEqualTo(ModelVersion.Decision.PROMOTED);
      }
    }
  }
}
