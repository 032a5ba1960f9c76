package dev.loopline.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    return open(kernel, YAML);
  }

  private Monitoring open(Kernel kernel, String yaml) {
    products = ProductFactory.open(kernel);
    if (products.find("hotel").isEmpty()) {
      products.create("hotel", "tester");
    }
    Monitoring monitoring =
        MonitoringFactory.open(
            kernel,
            MonitoringFactory.labels(kernel),
            products,
            endpoint,
            endpoint,
            (run, task) -> Json.object());
    monitoring.monitors().apply("hotel", "c1", List.of(Yaml.parse("monitoring.yaml", yaml)));
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
      assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
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
      // Nobody's feedback had started that training.
      assertThat(loop.steps().get(27).state()).isEqualTo(LoopStory.State.MISSING);
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

  private static List<String> alerts(Kernel kernel) throws InterruptedException {
    assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
    return kernel
        .events()
        .page(new EventQuery("hotel", null, "monitoring.drift.", null, 100, false))
        .stream()
        .map(e -> e.id().value())
        .toList();
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
  void aCorrectionChangesNothingOfWhatWasKnownBefore(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Labels labels = open(kernel).labels();
      Instant later = START.plus(Duration.ofDays(10));
      labels.record("hotel", List.of(new Label("a", true, START), new Label("b", true, later)));
      labels.record("hotel", List.of(new Label("a", false, later), new Label("b", false, START)));
      assertThat(labels.knownAt("hotel", START.plusSeconds(1), "", 10))
          .containsExactly(new Label("a", true, START), new Label("b", false, START));
      assertThat(labels.knownAt("hotel", later, "", 10))
          .containsExactly(new Label("a", false, later), new Label("b", true, later));
      assertThat(labels.find("hotel", "b")).contains(new Label("b", true, later));
      assertThat(labels.knownAt("hotel", later, "a", 10)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLabelOfAPredictionIsThatPredictionsAlone(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      for (int i = 0; i < 4; i++) {
        endpoint.predict("k" + i / 2, START, i / 4f, 0);
      }
      Labels labels = monitoring.labels();
      labels.record("hotel", List.of(new Label("k0", false, START), new Label("k1", true, START)));
      labels.record("hotel", List.of(new Label("", "p1", true, START)));
      advance(kernel, START.plus(Duration.ofDays(2)));
      // By key: 0, 0.25 false and 0.5, 0.75 true. By its own label the second is true.
      Performance.Month month = monitoring.monitors().performance("hotel", "e").months().getFirst();
      assertThat(month.labels()).isEqualTo(4);
      assertThat(month.loop()).isEqualTo(1.0);
      labels.record("hotel", List.of(new Label("k1", false, START)));
      assertThat(monitoring.monitors().performance("hotel", "e").months().getFirst().loop())
          .isEqualTo(1 / 3.0);
      // Trainings take one label for a key: that of the key, where there is one.
      assertThat(labels.knownAt("hotel", START, "", 10))
          .extracting(Label::positive)
          .containsExactly(false, false);
      assertThatThrownBy(
              () -> labels.record("hotel", List.of(new Label("", "prd-0-0-0", true, START))))
          .hasMessageContaining("has made no prediction 'prd-0-0-0'");
      assertThatThrownBy(() -> labels.record("hotel", List.of(new Label("k1", "p0", true, START))))
          .hasMessageContaining("Prediction p0 is of key k0, not k1");
      assertThatThrownBy(() -> labels.record("motel", List.of(new Label("k1", true, START))))
          .hasMessageContaining("motel");
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyRipeRowsWithKnownLabelsMakePerformanceAndTheServedScoreCounts(Engine engine)
      throws InterruptedException {
    String yaml = YAML.replace("{afterDays: 1}", "{afterDays: 1, feature: stay}");
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel, yaml);
      Instant row = START.minus(Duration.ofDays(3));
      for (int i = 0; i < 40; i++) {
        // Champion: wrong way round. Half of the answers are the challenger's, which is right.
        float x = i < 20 ? 0.75f : 0.25f;
        endpoint.predict("k" + i, START, row, x, 1 - x, Endpoint.stay(3), i % 2 == 0 ? 2 : 1);
      }
      endpoint.predict("unripe", START, row, 0.5f, 0.5f, Endpoint.stay(30), 0);
      endpoint.predict("text", START, row, 0.5f, 0.5f, Endpoint.stay("long"), 0);
      endpoint.predict("none", START, START, 0.5f, 0.5f, Map.of(), 0);
      endpoint.predict("future", START, row, 0.5f, 0.5f, Endpoint.stay(3), 0);
      List<Label> labels = new ArrayList<>();
      for (int i = 0; i < 44; i++) {
        boolean future = i == 43;
        String key = endpoint.log.get(i).key();
        labels.add(
            new Label(
                key, i >= 20, future ? START.plus(Duration.ofDays(90)) : START.plusSeconds(1)));
      }
      monitoring.labels().record("hotel", labels);
      advance(kernel, START.plus(Duration.ofDays(1)));
      Performance.Month month = monitoring.monitors().performance("hotel", "e").months().getFirst();
      assertThat(month.predictions()).isEqualTo(44);
      // Three days and one after the row's own time, not the prediction's.
      assertThat(month.labels()).isEqualTo(40);
      assertThat(month.loop()).isEqualTo(0.5);
      assertThat(month.first()).isEqualTo(0.0);
      advance(kernel, START.plus(Duration.ofDays(400)));
      assertThat(monitoring.monitors().performance("hotel", "e").months().getFirst().labels())
          .isEqualTo(42);
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

  @ParameterizedTest
  @EnumSource
  void aPromotionThatTurnsOutWorseIsRolledBackAndItsShadowEnds(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(5)));
      monitoring.challenges().start("hotel", "e", "2", START.minusSeconds(1), "test");
      assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
      assertThat(endpoint.champion).isEqualTo("2");
      List<Label> labels = new ArrayList<>();
      Instant since = START.plus(Duration.ofDays(6));
      for (int i = 0; i < 400; i++) {
        // Now it is the other way round: x knows the outcome, y nothing.
        endpoint.predict("c" + i, since, i / 400f, (i * 7919 % 400) / 400f);
        labels.add(new Label("c" + i, i >= 200, since));
      }
      monitoring.labels().record("hotel", labels);
      advance(kernel, START.plus(Duration.ofDays(8)));
      assertThat(types(kernel, "monitoring.rollback."))
          .containsExactly("monitoring.rollback.requested");
      Challenge undone = monitoring.challenges().list("hotel").getFirst();
      assertThat(undone.state()).isEqualTo(Challenge.State.ROLLED_BACK);
      assertThat(undone.reason()).contains("worse than version 1");
      advance(kernel, START.plus(Duration.ofDays(100)));
      assertThat(endpoint.settled).containsExactly("promoted 2", "watched 2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModelWithoutScoresHangsNothing(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(5)));
      Challenge waiting =
          monitoring.challenges().start("hotel", "e", "3", START.minusSeconds(1), "test");
      assertThat(waiting.state()).isEqualTo(Challenge.State.RUNNING);
      assertThat(waiting.reason()).startsWith("Waiting: 0 ripe labelled rows");
      advance(kernel, START.plus(Duration.ofDays(40)));
      assertThat(monitoring.challenges().require("hotel", waiting.id()).state())
          .isEqualTo(Challenge.State.REJECTED);
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
      for (String body :
          List.of(
              "{}",
              "{\"labels\":[null]}",
              "{\"labels\":[{\"key\":\"a\\u0000\",\"value\":1,\"time\":\"2016-07-01T00:00:00Z\"}]}")) {
        assertThat(http.post(path + "/labels", body).code()).isEqualTo("LABEL_INVALID");
      }
      String byId =
          "{\"labels\":[{\"prediction\":\"none\",\"value\":1,\"time\":\"2016-07-01T00:00:00Z\"}]}";
      assertThat(http.post(path + "/labels", byId).status()).isEqualTo(404);
      endpoint.predict("7", START, 0, 0);
      assertThat(
              http.post(path + "/labels", byId.replace("none", "p0"))
                  .json()
                  .path("recorded")
                  .asInt())
          .isEqualTo(1);
      assertThat(http.get(path + "/labels/7").json().path("prediction").asText()).isEqualTo("p0");
      assertThat(http.post("/api/v1/products/motel/labels", "{\"labels\":[]}").status())
          .isEqualTo(404);
      assertThat(http.get(path + "/monitors/cancellation/drift/history").json().path("items"))
          .isEmpty();
      assertThat(http.get(path + "/monitors/none/drift/history").code())
          .isEqualTo("MONITOR_NOT_FOUND");
      assertThat(http.get(path + "/challenges?cursor=x").status()).isEqualTo(400);
      assertThat(http.get(path + "/loop").json().path("steps")).hasSize(28);
      assertThat(http.get(path + "/endpoints/e/performance?by=week").status()).isEqualTo(400);
      assertThat(http.get(path + "/challenges/none").code()).isEqualTo("CHALLENGE_NOT_FOUND");
      assertThat(http.get(path + "/monitors").json().path("items")).hasSize(1);
    }
  }
}
