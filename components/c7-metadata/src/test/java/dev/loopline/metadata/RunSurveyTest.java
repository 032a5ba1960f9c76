package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.RunSurvey.Cell;
import dev.loopline.metadata.RunSurvey.Density;
import dev.loopline.metadata.RunSurvey.Group;
import dev.loopline.metadata.RunSurvey.LoggedKey;
import dev.loopline.metadata.RunSurvey.LoggedValue;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.RunSurveyRoutes;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunSurveyTest {
  @TempDir Path folder;

  private Kernel kernel;
  private Metadata metadata;
  private long tune;

  private void open(Engine engine) {
    kernel = engine.kernel(folder, SettableClock.at("2026-01-01T00:00:00Z"), "metadata");
    metadata = MetadataFactory.open(kernel);
    long named = experiment("hotel");
    tune = experiment("hotel/tune");
    long other = experiment("hotel-bookings");
    for (int i = 0; i < 10; i++) {
      run(tune, 1_000 + i, i / 10.0, i < 7 ? "xgboost" : "logistic");
    }
    run(named, 5_000, Double.NaN, "xgboost");
    run(other, 6_000, 0.99, "other");
    metadata.runs().delete(run(tune, 9_000, 5.0, "gone"), "test");
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private long experiment(String name) {
    return metadata.experiments().create(NewExperiment.named(name), "test").id();
  }

  private String run(long experiment, long at, double auc, String algorithm) {
    String id =
        metadata
            .runs()
            .create(new NewRun(experiment, null, "ana", Instant.ofEpochMilli(at), Map.of()), "test")
            .id();
    metadata.log().log(
        id,
        new LogBatch(
            List.of(new Metric("auc", auc, 1, 0)),
            List.of(Map.entry("algorithm", algorithm)),
            List.of()));
    return id;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void countsAProductsActiveRunsThatFit(Engine engine) {
    open(engine);
    RunSurvey survey = metadata.survey();
    assertThat(survey.count(RunScope.of("hotel"))).isEqualTo(11);
    assertThat(survey.count(new RunScope("hotel", tune, ""))).isEqualTo(10);
    assertThat(survey.count(new RunScope("hotel", tune, "metrics.auc > 0.45"))).isEqualTo(5);
    assertThat(survey.count(new RunScope("hotel-bookings", tune, ""))).isZero();
    assertThat(survey.count(RunScope.of("nothing"))).isZero();
    assertThatThrownBy(() -> survey.count(new RunScope("hotel", null, "metrics.auc >")))
        .hasMessageContaining("column");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void namesWhatWasLoggedAndItsValues(Engine engine) {
    open(engine);
    RunSurvey survey = metadata.survey();
    // The deleted run still counts.
    assertThat(survey.keys(RunScope.of("hotel")))
        .contains(
            new LoggedKey(Group.METRICS, "auc", 12, 0.0, 5.0, 0),
            new LoggedKey(Group.PARAMS, "algorithm", 12, null, null, 3));
    assertThat(survey.values(RunScope.of("hotel"), Group.PARAMS, "algorithm"))
        .containsExactly(
            new LoggedValue("xgboost", 8),
            new LoggedValue("logistic", 3),
            new LoggedValue("gone", 1));
    assertThat(survey.values(RunScope.of("hotel"), Group.PARAMS, "never")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void countsWhereRunsLie(Engine engine) {
    open(engine);
    Density density = metadata.survey().density(RunScope.of("hotel"), "auc");
    assertThat(density.runs()).isEqualTo(10);
    assertThat(density.from()).isEqualTo(Instant.ofEpochMilli(1_000));
    assertThat(density.lowest()).isZero();
    assertThat(density.highest()).isEqualTo(0.9);
    assertThat(density.cells()).contains(new Cell(0, 0, 1), new Cell(119, 11, 1));
    assertThat(density.cells().stream().mapToLong(Cell::runs).sum()).isEqualTo(10);
    assertThat(metadata.survey().density(RunScope.of("hotel"), "never").cells()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void answersOverHttpAndSaysWhereAQueryIsWrong(Engine engine) {
    open(engine);
    try (TestServer server = TestServer.start(RunSurveyRoutes.routes(metadata.survey()))) {
      String runs = "/api/v1/products/hotel/runs/";
      JsonNode count =
          server.http().get(runs + "count?filter=" + encoded("metrics.auc >= 0.8")).json();
      assertThat(count.path("count").asLong()).isEqualTo(2);
      JsonNode keys = server.http().get(runs + "keys?experiment=" + tune).json().path("items");
      assertThat(keys.get(0).path("key").asText()).isEqualTo("auc");
      JsonNode values =
          server.http().get(runs + "values?group=params&key=algorithm").json().path("items");
      assertThat(values.get(0).path("value").asText()).isEqualTo("xgboost");
      assertThat(server.http().get(runs + "density?metric=auc").json().path("columns").asInt())
          .isEqualTo(120);
      var wrong = server.http().get(runs + "count?filter=" + encoded("metrics.auc >"));
      assertThat(wrong.status()).isEqualTo(400);
      assertThat(wrong.json().path("detail").asText()).contains("column 14");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
