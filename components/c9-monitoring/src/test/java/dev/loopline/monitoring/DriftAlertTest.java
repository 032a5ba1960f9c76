package dev.loopline.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.testkit.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alerts of drift: when they are raised, how many, and what they outlive. */
class DriftAlertTest extends Monitored {
  @ParameterizedTest
  @EnumSource
  void driftAlertsOnceWithinTheCoolDownOfItsRetrainingAndIsKept(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      for (int i = 0; i < 300; i++) {
        endpoint.predict("k" + i, START, 0.99f, i / 300f);
      }
      advance(kernel, START.plus(Duration.ofDays(1)));
      String alert = alerts(kernel).getFirst();
      // Nothing came of the first alert, so it is raised again; then a training follows.
      advance(kernel, START.plus(Duration.ofDays(2)));
      assertThat(alerts(kernel)).hasSize(2);
      monitoring.challenges().start("hotel", "e", "2", START, alert);
      advance(kernel, START.plus(Duration.ofDays(3)));
      advance(kernel, START.plus(Duration.ofDays(4)));
      assertThat(alerts(kernel)).hasSize(2);

      DriftReport report = monitoring.monitors().drift("hotel", "e").orElseThrow();
      assertThat(report.rows()).isEqualTo(300);
      assertThat(report.columns())
          .extracting(DriftReport.Column::drifted)
          .containsExactly(true, false, true);
      List<DriftPoint> history =
          monitoring
              .monitors()
              .driftHistory("hotel", "cancellation", START.plus(Duration.ofDays(99)), 10);
      assertThat(history)
          .extracting(DriftPoint::at)
          .containsExactly(
              START.plus(Duration.ofDays(4)),
              START.plus(Duration.ofDays(3)),
              START.plus(Duration.ofDays(2)),
              START.plus(Duration.ofDays(1)));
      DriftPoint.Column x = history.getLast().columns().getFirst();
      assertThat(x.actual().stream().mapToLong(Long::longValue).sum()).isEqualTo(300);
      assertThat(x.expected()).hasSameSizeAs(x.actual()).hasSize(x.edges().size() + 2);
      // A training that feedback started, beside a champion.
      advance(kernel, START.plus(Duration.ofDays(60)));
      assertThat(monitoring.loop().of("hotel").steps().get(27).state())
          .isEqualTo(LoopStory.State.DONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theBudgetBoundsAlertsAndAnEvaluationThatIsRepeatedRaisesNone(Engine engine)
      throws InterruptedException {
    String yaml = YAML + "    budget: {coolDownDays: 0, alerts: 2, days: 365}\n";
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      open(kernel, yaml);
      for (int i = 0; i < 300; i++) {
        endpoint.predict("k" + i, START, 0.99f, i / 300f);
      }
      for (int day : new int[] {1, 1, 2, 3, 4}) {
        Instant at = START.plus(Duration.ofDays(day));
        kernel
            .db()
            .change(
                tx ->
                    kernel
                        .events()
                        .append(tx, "time.advanced", "server", "hotel", "hotel", Map.of("at", at)));
      }
      assertThat(alerts(kernel)).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMonitorThatFailsIsToldOnceAndKeepsNoOtherFromItsWork(Engine engine)
      throws InterruptedException {
    String broken =
        """
          - name: a-broken-one
            endpoint: b
            model: hotel.m
            ripeness: {afterDays: 1}
        """;
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel, YAML + broken);
      for (int i = 0; i < 300; i++) {
        endpoint.predict("k" + i, START, 0.99f, i / 300f);
      }
      advance(kernel, START.plus(Duration.ofHours(1)));
      advance(kernel, START.plus(Duration.ofHours(2)));
      assertThat(types(kernel, "monitoring.monitor.")).containsExactly("monitoring.monitor.failed");
      assertThat(types(kernel, "monitoring.drift.")).containsExactly("monitoring.drift.detected");
      assertThat(monitoring.monitors().list("hotel"))
          .extracting(MonitorView::failure)
          .containsExactly("there is no endpoint b", null);
      monitoring.monitors().apply("hotel", "c2", List.of());
      assertThat(monitoring.monitors().list("hotel")).isEmpty();
    }
  }

  private static List<String> alerts(Kernel kernel) throws InterruptedException {
    assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
    return kernel
        .events()
        .page(new EventQuery("hotel", null, "monitoring.drift.", null, 100, false))
        .stream()
        .map(e -> e.id().value())
        .toList();
  }
}
