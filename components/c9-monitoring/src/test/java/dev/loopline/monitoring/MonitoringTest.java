package dev.loopline.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.monitoring.assembly.MonitoringFactory;
import dev.loopline.monitoring.http.MonitoringRoutes;
import dev.loopline.product.Products;
import dev.loopline.product.assembly.ProductFactory;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MonitoringTest {
  private static final Instant START = Instant.parse("2016-07-01T00:00:00Z");
  private static final String YAML =
      """
      monitors:
        - name: cancellation
          endpoint: e
          model: hotel.m
          ripeness: {afterDays: 1}
          drift: {minSample: 100}
          accuracy: {minLabels: 100}
          challenge: {minLabels: 100}
      """;

  @TempDir Path folder;

  private final Endpoint endpoint = new Endpoint();
  private @Nullable Products products;

  private Monitoring open(Kernel kernel) {
    products = ProductFactory.open(kernel);
    Monitoring monitoring =
        MonitoringFactory.open(
            kernel, MonitoringFactory.labels(kernel), products, endpoint, endpoint);
    monitoring.monitors().apply("hotel", "c1", Yaml.parse("monitoring.yaml", YAML));
    return monitoring;
  }

  /** Version 1 knows nothing of the outcome, version 2 all; both inputs lie as in training. */
  private void bookings(Monitoring monitoring, int count, Instant time) {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = "b" + endpoint.log.size();
      float x = (i * 7919 % count) / (float) count;
      float y = i / (float) count;
      endpoint.predict(key, time, x, y);
      labels.add(new Label(key, i >= count / 2, time.plusSeconds(3600)));
    }
    monitoring.labels().record("hotel", labels);
  }

  private static void advance(Kernel kernel, Instant to) throws InterruptedException {
    kernel
        .db()
        .change(
            tx -> {
              kernel.eventTime().advance(tx, "hotel", to);
              kernel
                  .events()
                  .append(tx, "time.advanced", "server", "hotel", "hotel", Map.of("at", to));
            });
    assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
  }

  private static List<String> types(Kernel kernel, String prefix) throws InterruptedException {
    assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
    return kernel.events().page(new EventQuery("hotel", null, prefix, null, 100, false)).stream()
        .map(e -> e.type())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void aLabelAgainIsANoOpAndAChangedOneACorrection(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Labels labels = open(kernel).labels();
      Label kept = new Label("a", true, START);
      assertThat(labels.record("hotel", List.of(kept, new Label("b", false, START))))
          .isEqualTo(new LabelReceipt(2, 0, 0));
      assertThat(labels.record("hotel", List.of(kept))).isEqualTo(new LabelReceipt(0, 1, 0));
      assertThat(labels.record("hotel", List.of(new Label("a", false, START))))
          .isEqualTo(new LabelReceipt(0, 0, 1));
      assertThat(labels.find("hotel", "a")).contains(new Label("a", false, START));
      assertThat(types(kernel, "monitoring.data."))
          .containsExactly("monitoring.data.arrived", "monitoring.data.arrived");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBetterChallengerIsPromotedOnTheBacktestAndPerformanceShowsBoth(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(5)));
      assertThat(types(kernel, "monitoring.accuracy."))
          .containsExactly("monitoring.accuracy.dropped");

      Challenge decided =
          monitoring.challenges().start("hotel", "e", "2", START.minusSeconds(1), "test");

      assertThat(decided.state()).isEqualTo(Challenge.State.PROMOTED);
      assertThat(endpoint.settled).containsExactly("promoted 2");
      assertThat(monitoring.challenges().start("hotel", "e", "2", START, "again").id())
          .isEqualTo(decided.id());
      bookings(monitoring, 400, Instant.parse("2016-08-01T00:00:00Z"));
      advance(kernel, Instant.parse("2016-08-03T00:00:00Z"));
      Performance performance = monitoring.monitors().performance("hotel", "e");
      assertThat(performance.months()).hasSize(2);
      assertThat(performance.months().get(1).loop()).isEqualTo(1.0);
      assertThat(performance.months().get(1).first()).isLessThan(0.7);
      assertThat(types(kernel, "monitoring.challenge."))
          .containsExactly("monitoring.challenge.decided");
      LoopStory.Loop loop = monitoring.loop().of("hotel");
      assertThat(loop.steps()).hasSize(28);
      assertThat(loop.steps().get(27).state()).isEqualTo(LoopStory.State.DONE);
      assertThat(loop.steps().get(0).state()).isEqualTo(LoopStory.State.MISSING);
      assertThat(loop.turns()).extracting(Challenge::challenger).containsExactly("2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void unripeRowsDoNotCountAndTheDeadlineRejects(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofHours(2)));
      Challenge open =
          monitoring.challenges().start("hotel", "e", "2", START.plus(Duration.ofDays(2)), "test");
      assertThat(open.state()).isEqualTo(Challenge.State.RUNNING);
      assertThat(types(kernel, "monitoring.challenge."))
          .containsExactly("monitoring.challenge.started");
      advance(kernel, START.plus(Duration.ofDays(31)));
      assertThat(monitoring.challenges().require("hotel", open.id()).state())
          .isEqualTo(Challenge.State.REJECTED);
      assertThat(endpoint.settled).containsExactly("rejected 2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatTheChallengerWasFittedToCountOnlyWithTheScoresOfItsTwin(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(2)));
      Map<String, Double> twin = new HashMap<>();
      endpoint.log.subList(0, 200).forEach(p -> twin.put(p.key(), 1 - p.score()));
      endpoint.log.subList(200, 400).forEach(p -> twin.put(p.key(), p.score() - 1));
      endpoint.heldOut = twin;

      Challenge decided =
          monitoring.challenges().start("hotel", "e", "2", START.plus(Duration.ofDays(2)), "test");

      // The challenger itself would be perfect on these rows; its twin is worse than a coin.
      assertThat(decided.state()).isEqualTo(Challenge.State.REJECTED);
      assertThat(decided.evidence().rows()).isEqualTo(400);
      assertThat(decided.evidence().challengerAuc()).isLessThan(0.1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNewerChallengerSupersedesOneThatStillWaits(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      advance(kernel, START);
      Challenge older = monitoring.challenges().start("hotel", "e", "2", START, "test");
      Challenge newer = monitoring.challenges().start("hotel", "e", "3", START, "test");
      assertThat(newer.state()).isEqualTo(Challenge.State.RUNNING);
      assertThat(monitoring.challenges().require("hotel", older.id()).reason())
          .isEqualTo("Superseded by version 3, trained on newer data.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void stageAIsDoneWhereTheDeclarationAnswersAndMissingElsewhere(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      Products declared = java.util.Objects.requireNonNull(products);
      declared.create("hotel", "tester");
      String yaml =
          """
          name: hotel
          goal: Fewer empty rooms
          kpi: {name: auc, target: 0.7}
          value: {currency: EUR, truePositive: 10, falsePositive: -4}
          """;
      kernel
          .db()
          .change(
              tx -> declared.apply(tx, "hotel", "c1", Yaml.parse("product.yaml", yaml), "tester"));
      bookings(monitoring, 100, START);
      advance(kernel, START.plus(Duration.ofDays(2)));
      List<LoopStory.Step> steps = monitoring.loop().of("hotel").steps();
      assertThat(steps.get(0).state()).isEqualTo(LoopStory.State.DONE);
      assertThat(steps.get(1).state()).isEqualTo(LoopStory.State.MISSING);
      assertThat(steps.get(24).state()).isEqualTo(LoopStory.State.DONE);
      Performance.Worth worth =
          java.util.Objects.requireNonNull(monitoring.monitors().performance("hotel", "e").worth());
      assertThat(worth.total())
          .isEqualTo(10.0 * worth.truePositives() - 4.0 * worth.falsePositives());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theStepOpensAChallengeAndHandsOnItsState(Engine engine) throws Exception {
    Kernel kernel = engine.kernel(folder, "product", "monitoring");
    try {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(5)));
      var step = MonitoringFactory.challengeStep(monitoring);
      JsonNode with =
          Json.object()
              .put("endpoint", "e")
              .put("challenger", "2")
              .put("trainedUntil", START.minusSeconds(1).toString());
      assertThat(step.validate(Json.object())).hasSize(3);
      assertThat(step.validate(with)).isEmpty();
      List<String> log = new ArrayList<>();
      StepResult result =
          step.run(
              new StepContext(
                  "hotel",
                  "c1",
                  null,
                  "run",
                  "t",
                  1,
                  with,
                  Map.of(),
                  START,
                  kernel.seeds(),
                  log::add));
      assertThat(result.outputs().get("state").asText()).isEqualTo("PROMOTED");
      assertThat(log).hasSize(1);
    } finally {
      kernel.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void driftAlertsOnceWithinItsCoolDown(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      for (int i = 0; i < 300; i++) {
        endpoint.predict("k" + i, START, 0.99f, i / 300f);
      }
      advance(kernel, START.plus(Duration.ofDays(1)));
      advance(kernel, START.plus(Duration.ofDays(2)));
      assertThat(types(kernel, "monitoring.drift.")).containsExactly("monitoring.drift.detected");
      DriftReport report = monitoring.monitors().drift("hotel", "e").orElseThrow();
      assertThat(report.rows()).isEqualTo(300);
      assertThat(report.columns())
          .extracting(DriftReport.Column::drifted)
          .containsExactly(true, false, true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRoutesTakeLabelsAndTellTheLoop(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring");
        TestServer server = TestServer.start(MonitoringRoutes.routes(open(kernel)))) {
      Http http = server.http();
      String path = "/api/v1/products/hotel";
      JsonNode receipt =
          http.post(
                  path + "/labels",
                  "{\"labels\":[{\"key\":\"1\",\"value\":1,\"time\":\"2016-07-01T00:00:00Z\"}]}")
              .json();
      assertThat(receipt.path("recorded").asInt()).isEqualTo(1);
      assertThat(http.get(path + "/labels/1").json().path("positive").asBoolean()).isTrue();
      assertThat(http.get(path + "/labels/2").code()).isEqualTo("NOT_FOUND");
      assertThat(http.post(path + "/labels", "{\"labels\":[{\"key\":\"1\"}]}").code())
          .isEqualTo("LABEL_INVALID");
      assertThat(http.get(path + "/loop").json().path("steps")).hasSize(28);
      assertThat(http.get(path + "/endpoints/e/performance?by=week").status()).isEqualTo(400);
      assertThat(http.get(path + "/challenges/none").code()).isEqualTo("CHALLENGE_NOT_FOUND");
      assertThat(http.get(path + "/monitors").json().path("items")).hasSize(1);
    }
  }
}
