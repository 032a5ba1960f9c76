package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.SearchRoutes;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs, experiments and datasets over HTTP. */
class SearchTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock(START.plus(Duration.ofDays(1)));
  private Kernel kernel;
  private Metadata metadata;
  private TestServer server;
  private Http http;

  private void open(Engine engine) {
    kernel = engine.kernel(folder, clock, "metadata");
    metadata = MetadataFactory.open(kernel);
    server =
        TestServer.start(
            SearchRoutes.routes(new Search(kernel.clock(), MetadataFactory.search(kernel))));
    http = server.http();
    long tune = experiment("hotel/tune");
    for (int i = 0; i < 10; i++) {
      run(tune, i, i / 10.0);
    }
    run(experiment("hotel"), 50, Double.NaN);
    run(experiment("elec"), 60, 0.99);
  }

  @AfterEach
  void close() {
    server.close();
    kernel.close();
  }

  private long experiment(String name) {
    return metadata.experiments().create(NewExperiment.named(name), "test").id();
  }

  private String run(long experiment, int minute, double auc) {
    Instant start = START.plus(Duration.ofMinutes(minute));
    String id =
        metadata
            .runs()
            .create(
                new NewRun(experiment, "run " + minute, "ana", start, Map.of("team", "pricing")),
                "test")
            .id();
    metadata.log().log(
        id,
        new LogBatch(
            List.of(new Metric("auc", auc, 1, 0)),
            List.of(Map.entry("tree depth", "d" + minute % 3)),
            List.of()));
    metadata
        .log()
        .logInputs(
            id,
            List.of(
                new DatasetInput(
                    new Dataset("bookings", "4c1" + minute % 2, "local", "{}", null, null),
                    Map.of("mlflow.data.context", minute == 0 ? "evaluation" : "training"))),
            List.of());
    if (minute % 2 == 0) {
      metadata.runs().update(id, RunStatus.FINISHED, start.plusSeconds(90), null, "test");
    }
    return id;
  }

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonNode find(String kind, String query, String more) {
    Http.Answer answer = http.get("/api/v1/search/" + kind + "?q=" + url(query) + more);
    assertThat(answer.status()).as(query + ": " + answer.text()).isEqualTo(200);
    return answer.json();
  }

  private List<String> told(JsonNode answer, String column) {
    List<String> told = new ArrayList<>();
    answer.path("items").forEach(item -> told.add(item.path(column).asText()));
    return told;
  }

  private long count(String kind, String query, String more) {
    JsonNode count = http.get("/api/v1/search/" + kind + "/count?q=" + url(query) + more).json();
    assertThat(count.path("exact").asBoolean()).isTrue();
    return count.path("count").asLong();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void runsTellTheColumnsThatWereAskedFor(Engine engine) {
    open(engine);
    JsonNode found =
        find(
            "runs",
            "metrics.auc >= 0.6 AND NOT duration > 2m AND product = 'hotel'",
            "&order="
                + url("metrics.auc DESC")
                + "&columns="
                + url(
                    "run_name, metrics.auc, params.`tree depth`, tags.team, duration, start_time,"
                        + " experiment, product, datasets.name, end_time"));

    assertThat(told(found, "run_name")).containsExactly("run 9", "run 8", "run 7", "run 6");
    JsonNode eight = found.path("items").get(1);
    String href = eight.path("href").asText();
    assertThat(href).startsWith("/products/hotel/runs/");
    assertThat(eight.toString())
        .isEqualTo(
            "{\"run_name\":\"run 8\",\"metrics.auc\":0.8,\"params.tree depth\":\"d2\","
                + "\"tags.team\":\"pricing\",\"duration\":90000,"
                + "\"start_time\":\"2026-01-01T00:08:00Z\",\"experiment\":\"hotel/tune\","
                + "\"product\":\"hotel\",\"datasets.name\":\"bookings\","
                + "\"end_time\":\"2026-01-01T00:09:30Z\",\"href\":\""
                + href
                + "\"}");
    assertThat(found.path("items").get(0).get("duration").isNull()).isTrue();
    assertThat(found.path("columns").get(1).toString())
        .isEqualTo("{\"name\":\"metrics.auc\",\"type\":\"number\"}");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void pagesHoldWhileRunsComeAndTheirNowIsTheFirstPages(Engine engine) {
    open(engine);
    String query = "start_time > now - 24h";
    List<String> seen = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < 20 && (page == 0 || !cursor.isEmpty()); page++) {
      JsonNode found = find("runs", query, "&product=hotel&limit=3&columns=run_name" + cursor);
      seen.addAll(told(found, "run_name"));
      cursor = found.has("next") ? "&cursor=" + found.path("next").asText() : "";
      run(metadata.experiments().find("hotel").orElseThrow().id(), 1_000 + page, 0.1);
      clock.advance(Duration.ofMinutes(5));
    }
    assertThat(seen)
        .containsExactly(
            "run 50", "run 9", "run 8", "run 7", "run 6", "run 5", "run 4", "run 3", "run 2",
            "run 1");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void countsAreOfWhatFits(Engine engine) {
    open(engine);
    assertThat(count("runs", "", "")).isEqualTo(12);
    assertThat(count("runs", "", "&product=hotel")).isEqualTo(11);
    assertThat(count("runs", "not metrics.auc > 0.5", "")).isEqualTo(7);
    assertThat(count("runs", "experiment = 'elec' or experiment_id = 99", "")).isEqualTo(1);
    assertThat(count("runs", "experiment = 'elec' or metrics.auc = 0.1", "")).isEqualTo(2);
    assertThat(count("runs", "not end_time > '2026-01-01'", "")).isEqualTo(5);
    assertThat(count("experiments", "product = 'hotel' and name != 'hotel'", "")).isEqualTo(1);
    assertThat(count("datasets", "context = 'training'", "&product=hotel")).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void datasetsAndExperimentsTellOfTheirRuns(Engine engine) {
    open(engine);
    JsonNode data =
        find("datasets", "context = 'evaluation'", "&columns=name,digest,context,runs,experiment");
    assertThat(data.path("items").toString())
        .isEqualTo(
            "[{\"name\":\"bookings\",\"digest\":\"4c10\",\"context\":\"evaluation, training\","
                + "\"runs\":5,\"experiment\":\"hotel/tune\",\"href\":"
                + "\"/products/hotel/runs?q=datasets.digest%20%3D%20%274c10%27\"}]");

    JsonNode experiments = find("experiments", "runs > 0", "&order=runs&columns=name,runs");
    assertThat(told(experiments, "name")).containsExactly("hotel", "elec", "hotel/tune");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void everyColumnOfEveryKindCanBeAskedForShownAndOrderedBy(Engine engine) {
    open(engine);
    for (SearchKind kind : new Search(clock, MetadataFactory.search(kernel)).kinds()) {
      for (SearchColumn column : kind.columns()) {
        String name = column.name().replace("*", "x");
        find(kind.name(), name + " is not null or not " + name + " is null", "&columns=" + name);
        if (column.ordered()) {
          find(kind.name(), "", "&order=" + url(name + " desc"));
        }
      }
      kind.examples().forEach(example -> find(kind.name(), example.query(), ""));
    }
  }

  private void refused(String path, int status, String code, String message) {
    Http.Answer answer = http.get("/api/v1/search/" + path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().path("detail").asText()).contains(message);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatIsWrongIsSaidWithItsPlace(Engine engine) {
    open(engine);
    refused("run", 404, "KIND_NOT_FOUND", "Did you mean 'runs'? There are runs, experiments");
    refused(
        "runs?q=" + url("metrics.auc >"),
        400,
        "QUERY_INVALID",
        "column 14: the end stands where a value");
    refused(
        "experiments?q=" + url("name = 'a' AND nam = 'b'"),
        400,
        "QUERY_INVALID",
        "column 16: there is no column 'nam' of experiments. Did you mean 'name'?");
    refused(
        "runs?order=" + url("status, start_tim"),
        400,
        "ORDER_INVALID",
        "Invalid order at column 9: there is no column 'start_tim' of runs.");
    refused("runs?order=" + url("datasets.name"), 400, "ORDER_INVALID", "cannot order runs");
    refused("runs?order=" + url("name, run_name"), 400, "ORDER_INVALID", "stands there twice");
    refused(
        "runs?columns=" + url("run_id,,"), 400, "COLUMNS_INVALID", "Invalid list of columns at");
    refused("runs?limit=0", 400, "INVALID_ARGUMENT", "a whole number from 1 to 1000");
    assertThat(http.get("/api/v1/search/runs?q=x").json().path("column").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aCursorServesTheVerySearchThatGaveIt(Engine engine) {
    open(engine);
    String next = find("runs", "metrics.auc < 2", "&limit=2").path("next").asText();
    String cursor = "&limit=2&cursor=" + next;

    assertThat(find("runs", "metrics.auc < 2", cursor + "&columns=run_id").path("items"))
        .hasSize(2);
    for (String other :
        List.of(
            "runs?q=" + url("metrics.auc < 3") + cursor,
            "runs?q=" + url("metrics.auc < 2") + "&order=status" + cursor,
            "runs?q=" + url("metrics.auc < 2") + "&product=hotel" + cursor,
            "experiments?q=" + cursor,
            "runs?cursor=abc")) {
      refused(other, 400, "CURSOR_INVALID", "The cursor is not of this search");
    }
  }
}
