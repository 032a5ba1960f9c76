package dev.loopline.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.kernel.search.SearchRequest;
import dev.loopline.serving.EndpointSpec;
import dev.loopline.serving.LoggedPrediction;
import dev.loopline.serving.internal.SearchedPredictions.Bounds;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three endpoints of two products take turns: prediction {@code i} is made on day {@code i}. */
class SearchedPredictionsTest {
  private static final Instant START = Instant.parse("2016-01-01T00:00:00Z");
  private static final int ALL = 900;

  /** Small enough that the logs have many segments. */
  private static final long SEGMENT = 16_000;

  @TempDir Path folder;

  private Kernel kernel;
  private PredictionLogs logs;

  @BeforeEach
  void open() {
    kernel = Engine.SQLITE.kernel(folder, SettableClock.at("2026-01-01T00:00:00Z"), "serving");
    logs = new PredictionLogs(folder.resolve("logs"), SEGMENT);
    List<Long> endpoints =
        List.of(endpoint("hotel", "cancel"), endpoint("hotel", "price"), endpoint("elec", "load"));
    for (int i = 0; i < ALL; i++) {
      int day = i;
      String product = i % 3 == 2 ? "elec" : "hotel";
      logs.of(endpoints.get(i % 3)).append(1, n -> prediction(product, day));
    }
  }

  @AfterEach
  void close() {
    logs.close();
    kernel.close();
  }

  private long endpoint(String product, String name) {
    EndpointSpec spec = new EndpointSpec(name, "m", "booking", 0, false);
    return kernel
        .db()
        .write(
            tx -> {
              EndpointDao.save(tx.handle(), product, "c1", spec);
              return EndpointDao.find(tx.handle(), product, name).orElseThrow().number();
            });
  }

  private static LoggedPrediction prediction(String product, int day) {
    String endpoint = List.of("cancel", "price", "load").get(day % 3);
    Map<String, JsonNode> values =
        day % 10 == 0
            ? Map.of("hotel", Json.tree("City"))
            : Map.of("hotel", Json.tree("Resort"), "nights", Json.tree(day % 7));
    return new LoggedPrediction(
        0,
        "",
        product,
        endpoint,
        "m",
        "booking",
        "c1",
        "k" + day,
        START.plus(Duration.ofDays(day)),
        null,
        values,
        new float[] {day},
        1,
        day / 1000.0,
        day % 2 == 0 ? null : (Integer) 2,
        day % 2 == 0 ? null : (Double) 0.5,
        day % 4 == 1 ? 2 : 1);
  }

  private SearchedPredictions search(Bounds bounds) {
    return new SearchedPredictions(kernel, logs, bounds);
  }

  private static SearchRequest.Scope scope(@Nullable String product, String query) {
    return new SearchRequest.Scope(product, query, Instant.parse("2017-01-01T00:00:00Z"));
  }

  private static SearchRequest request(
      @Nullable String product, String query, String columns, @Nullable String cursor, int limit) {
    List<SearchKind.Named> named =
        Queries.fields(columns).stream().map(PredictionCells.KIND::require).toList();
    return new SearchRequest(scope(product, query), List.of(), named, cursor, limit);
  }

  private static List<String> keys(int limit, SearchedPredictions search, String query) {
    List<String> keys = new ArrayList<>();
    String cursor = null;
    do {
      SearchPage page = search.page(request(null, query, "key", cursor, limit));
      page.rows().forEach(row -> keys.add(row.values().get("key").asText()));
      cursor = page.next();
    } while (cursor != null);
    return keys;
  }

  private static List<String> expected(IntPredicate fits) {
    return IntStream.range(0, ALL)
        .map(i -> ALL - 1 - i)
        .filter(fits)
        .mapToObj(i -> "k" + i)
        .toList();
  }

  @Test
  void allThatFitComesNewestFirstThroughAllLogsWhateverThePages() {
    Map<String, IntPredicate> queries =
        Map.of(
            "",
            i -> true,
            "product = 'hotel' and score >= 0.8",
            i -> i % 3 != 2 && i >= 800 && i % 4 != 1,
            "features.nights > 4",
            i -> i % 10 != 0 && i % 7 > 4,
            "not features.nights > 4 and endpoint in ('load', 'price')",
            i -> !(i % 10 != 0 && i % 7 > 4) && i % 3 != 0,
            "features.hotel = 'City' or version = 2",
            i -> i % 10 == 0 || i % 4 == 1,
            "time > '2017-01-10' and time <= now - 10w or key = 'k3'",
            i -> i == 3,
            "time >= '2016-07-01' and time < now - 1d and challenger_score is null",
            i -> i >= 182 && i < 365 && i % 2 == 0,
            "key like 'k_' or key like 'k88%'",
            i -> i < 10 || i == 88 || i / 10 == 88);
    for (Bounds bounds : List.of(Bounds.STANDARD, new Bounds(37, 100, 3))) {
      SearchedPredictions search = search(bounds);
      queries.forEach(
          (query, fits) -> {
            assertThat(keys(7, search, query)).as(query).isEqualTo(expected(fits));
            assertThat(keys(1000, search, query)).as(query).isEqualTo(expected(fits));
          });
    }
  }

  @Test
  void aPageTellsItsColumnsAndWhereAPredictionIsShown() {
    SearchPage.Row row =
        search(Bounds.STANDARD)
            .page(
                request(
                    "elec",
                    "",
                    "id, key, time, version, score, features.nights, features.meal, challenger",
                    null,
                    1))
            .rows()
            .getFirst();
    String id = row.values().get("id").asText();

    assertThat(row.href()).isEqualTo("/products/elec/predictions/" + id);
    assertThat(row.values().toString())
        .isEqualTo(
            "{id=\""
                + id
                + "\", key=\"k899\", time=\"2018-06-18T00:00:00Z\", version=1, score=0.899,"
                + " features.nights=3, features.meal=null, challenger=2}");
  }

  @Test
  void whatComesBetweenPagesIsOnNoneOfThem() {
    SearchedPredictions search = search(Bounds.STANDARD);
    SearchPage first = search.page(request("elec", "", "key", null, 100));
    logs.of(3).append(50, n -> prediction("elec", 5_000 + n));
    SearchPage second = search.page(request("elec", "", "key", first.next(), 1000));

    assertThat(second.next()).isNull();
    assertThat(
            Stream.concat(first.rows().stream(), second.rows().stream())
                .map(row -> row.values().get("key").asText()))
        .isEqualTo(expected(i -> i % 3 == 2));
  }

  @Test
  void aSelectiveQueryLooksAtABoundedNumberAndItsCursorGoesOn() {
    SearchPage page =
        search(new Bounds(100, 100, 3)).page(request(null, "key = 'k0'", "key", null, 10));

    assertThat(page.rows()).isEmpty();
    assertThat(page.next()).isNotNull();
    assertThat(keys(10, search(new Bounds(100, 100, 3)), "key = 'k0'")).containsExactly("k0");
  }

  @Test
  void anIdLeadsToItsPredictionAtOnce() {
    SearchedPredictions search = search(new Bounds(1, 1, 3));
    String id =
        search(Bounds.STANDARD)
            .page(request(null, "key = 'k7'", "id", null, 1))
            .rows()
            .getFirst()
            .values()
            .get("id")
            .asText();

    assertThat(keys(10, search, "id = '" + id + "' and score < 1")).containsExactly("k7");
    assertThat(search.count(scope("hotel", "id = '" + id + "'"))).isEqualTo(SearchPage.Count.of(1));
    assertThat(keys(10, search, "id = '" + id + "' and score > 1")).isEmpty();
    assertThat(keys(10, search, "id = '" + id + "' and product = 'elec'")).isEmpty();
    assertThat(keys(10, search, "id = 'nonsense'")).isEmpty();
  }

  @Test
  void aCountIsExactOrSaysThatItIsNot() {
    SearchedPredictions few = search(new Bounds(100, 90, 3));

    assertThat(few.count(scope(null, ""))).isEqualTo(SearchPage.Count.of(ALL));
    assertThat(few.count(scope("hotel", "endpoint = 'price'"))).isEqualTo(SearchPage.Count.of(300));
    assertThat(few.count(scope(null, "score >= 0.85"))).isEqualTo(new SearchPage.Count(38, false));
    assertThat(few.count(scope(null, "time > '2018-06-10'")).count()).isEqualTo(8);
    assertThat(search(Bounds.STANDARD).count(scope(null, "score >= 0.85")))
        .isEqualTo(SearchPage.Count.of(38));
  }

  @Test
  void segmentsBeyondTheBoundsOfTimeAreNotRead() throws Exception {
    logs.close();
    try (Stream<Path> files = Files.walk(folder.resolve("logs/1"))) {
      List<Path> segments = files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
      assertThat(segments).hasSizeGreaterThan(4);
      // Whoever reads it finds no JSON.
      long size = Files.size(segments.getFirst());
      Files.writeString(segments.getFirst(), "x".repeat((int) size - 1) + "\n");
    }
    logs = new PredictionLogs(folder.resolve("logs"), SEGMENT);
    SearchedPredictions search = search(Bounds.STANDARD);

    assertThat(keys(1000, search, "endpoint = 'cancel' and time >= '2017-01-01'"))
        .isEqualTo(expected(i -> i % 3 == 0 && i >= 366));
    assertThatThrownBy(() -> keys(1000, search, "endpoint = 'cancel'"))
        .hasMessageContaining("JSON");
  }

  @Test
  void timesOfSegmentsThatACrashLeftOpenAreFoundAgain() throws Exception {
    logs.close();
    for (int endpoint = 1; endpoint <= 3; endpoint++) {
      Files.delete(folder.resolve("logs/" + endpoint + "/closed.json"));
    }
    logs = new PredictionLogs(folder.resolve("logs"), SEGMENT);

    assertThat(keys(1000, search(new Bounds(40, 40, 3)), "time < '2016-01-20'"))
        .isEqualTo(expected(i -> i < 19));
    assertThat(search(new Bounds(40, 300, 3)).count(scope(null, "time < '2016-01-05'")).exact())
        .as("only the oldest segments were looked at")
        .isTrue();
  }

  @Test
  void whatDoesNotFitSaysSo() {
    SearchedPredictions search = search(new Bounds(100, 100, 2));

    assertThatThrownBy(() -> search.page(request(null, "scor > 1", "id", null, 1)))
        .hasMessageContaining("column 1: there is no column 'scor' of predictions. Did you mean");
    assertThatThrownBy(() -> search.page(request(null, "", "id", null, 1)))
        .hasMessageContaining("more than 2 endpoints to look through; name a product");
    for (String cursor : List.of("!", "AQ", "gICAgICAgICA", "BwEB")) {
      assertThatThrownBy(() -> search.page(request("hotel", "", "id", cursor, 1)))
          .as(cursor)
          .hasMessageContaining("The cursor is not of this search");
    }
  }
}
