package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Training sets against a naive join, row by row in Java. */
class PointInTimeTest {
  private static final Instant START = Instant.parse("2016-07-01T00:00:00Z");
  private static final String YAML =
      """
      sources:
        - name: stays
          entity: guest
          eventTime: happened
          columns: {guest: string, happened: timestamp, leaves: date, hotel: string, nights: integer}
        - name: visits
          entity: guest
          eventTime: happened
          columns: {guest: string, happened: timestamp, pages: integer}
        - name: weather
          entity: hotel
          eventTime: happened
          columns: {hotel: string, happened: timestamp, degrees: number}
      views:
        - {name: stay, source: stays, sql: "select guest, happened, hotel, nights * 2 as double_nights from stays"}
        - {name: visit, source: visits, sql: "select guest, happened, pages + 0.5 as pages from visits"}
        - {name: weather, source: weather, sql: "select hotel, happened, degrees from weather"}
      """;

  private static Path folder;
  private static Kernel kernel;
  private static FeatureStore store;
  private static Hotel.Labels labels;
  private static int products;

  /** Something that happened to somebody, hours after the start. */
  record Fact(int who, int hour, int value) {}

  /** A label, and the hour in which it became known. */
  record Known(int who, int hour, boolean positive) {}

  @BeforeContainer
  static void open() throws Exception {
    folder = java.nio.file.Files.createTempDirectory("point-in-time");
    kernel = Engine.SQLITE.kernel(folder, "features");
    labels = new Hotel.Labels();
    store = FeatureStoreFactory.open(kernel, (p, at, after, n) -> labels.knownAt(p, at, after, n));
  }

  @AfterContainer
  static void close() throws Exception {
    store.close();
    kernel.close();
  }

  @Provide
  Arbitrary<List<Fact>> facts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 99))
        .as(Fact::new)
        .list()
        .ofMaxSize(25)
        .uniqueElements(f -> f.who() * 100 + f.hour());
  }

  @Provide
  Arbitrary<List<Known>> known() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 40),
            Arbitraries.of(true, false))
        .as(Known::new)
        .list()
        .ofMaxSize(5)
        .uniqueElements(Known::who);
  }

  @Property(tries = 15)
  void aTrainingSetIsWhatTheNaiveJoinGives(
      @ForAll("facts") List<Fact> stays,
      @ForAll("facts") List<Fact> visits,
      @ForAll("facts") List<Fact> weather,
      @ForAll("known") List<Known> known) {
    String product = "p" + ++products;
    store.apply(product, "c", List.of(Hotel.document(YAML)), "ana");
    pushInTwo(product, "stays", stays.stream().map(PointInTimeTest::stay).toList());
    pushInTwo(product, "visits", visits.stream().map(PointInTimeTest::visit).toList());
    pushInTwo(product, "weather", weather.stream().map(PointInTimeTest::degrees).toList());
    labels = new Hotel.Labels();
    known.forEach(k -> labels.put("g" + k.who(), k.positive(), at(k.hour()).toString()));
    Instant until = at(20);

    TrainingSet set =
        store.trainingSet(
            product,
            new TrainingSetRequest("stay", List.of("visit", "weather"), until, "leaves", null));

    assertThat(
            FeatureStoreTest.read(
                kernel.artifacts().file(set.data()),
                "concat_ws('|', key, epoch_ms(event_time), hotel, double_nights::integer,"
                    + " coalesce(pages::varchar, '-'), coalesce(degrees::integer::varchar, '-'),"
                    + " label)"))
        .containsExactlyElementsOf(naive(stays, visits, weather, known));
    assertThat(set.rows()).isEqualTo(naive(stays, visits, weather, known).size());
  }

  @Property(tries = 10)
  void onlineIsTheNewestOfWhatIsOffline(@ForAll("facts") List<Fact> stays) {
    String product = "q" + ++products;
    store.apply(product, "c", List.of(Hotel.document(YAML)), "ana");
    pushInTwo(product, "stays", stays.stream().map(PointInTimeTest::stay).toList());
    labels = new Hotel.Labels();
    stays.forEach(s -> labels.put("g" + s.who(), true, at(999).toString()));
    TrainingSet all =
        store.trainingSet(product, new TrainingSetRequest("stay", List.of(), at(1000), null, null));
    List<String> offline =
        FeatureStoreTest.read(
            kernel.artifacts().file(all.data()),
            "key || '|' || epoch_ms(event_time) || '|' || hotel || '|' || double_nights");
    List<String> online = new ArrayList<>();
    for (int who = 0; who <= 4; who++) {
      store
          .online(product, "stay", "g" + who)
          .ifPresent(
              r ->
                  online.add(
                      r.key()
                          + "|"
                          + r.eventTime().toEpochMilli()
                          + "|"
                          + r.values().get("hotel").asText()
                          + "|"
                          + r.values().get("double_nights").asDouble()));
    }
    assertThat(offline).containsExactlyInAnyOrderElementsOf(online);
  }

  /** Materializes in between, so that there are several files. */
  private static void pushInTwo(String product, String source, List<JsonNode> rows) {
    int half = rows.size() / 2;
    store.push(product, source, rows.subList(0, half), "ana");
    store.materialize(
        product, source.equals("weather") ? source : source.substring(0, source.length() - 1));
    store.push(product, source, rows.subList(half, rows.size()), "ana");
  }

  private static List<String> naive(
      List<Fact> stays, List<Fact> visits, List<Fact> weather, List<Known> known) {
    List<String> rows = new ArrayList<>();
    known.stream()
        .filter(k -> k.hour() <= 20)
        .flatMap(k -> learnedFrom(stays, k).map(stay -> Map.entry(stay, k)).stream())
        .filter(e -> leaves(e.getKey()).isBefore(at(20)))
        .sorted(
            Comparator.comparing((Map.Entry<Fact, Known> e) -> e.getKey().hour())
                .thenComparing(e -> e.getKey().who()))
        .forEach(
            e ->
                rows.add(
                    String.join(
                        "|",
                        "g" + e.getKey().who(),
                        Long.toString(at(e.getKey().hour()).toEpochMilli()),
                        "g" + e.getKey().value() % 3,
                        Integer.toString(e.getKey().value() * 2),
                        latest(visits, e.getKey().who(), e.getKey().hour())
                            .map(v -> v + ".5")
                            .orElse("-"),
                        latest(weather, e.getKey().value() % 3, e.getKey().hour())
                            .map(v -> Integer.toString(v))
                            .orElse("-"),
                        e.getValue().positive() ? "1" : "0")));
    return rows;
  }

  /** The newest stay from before the label was known, else the first. */
  private static Optional<Fact> learnedFrom(List<Fact> stays, Known known) {
    List<Fact> own = stays.stream().filter(s -> s.who() == known.who() && s.hour() <= 20).toList();
    return own.stream()
        .filter(s -> s.hour() <= known.hour())
        .max(Comparator.comparingInt(Fact::hour))
        .or(() -> own.stream().min(Comparator.comparingInt(Fact::hour)));
  }

  private static Optional<Integer> latest(List<Fact> facts, int who, int hour) {
    return facts.stream()
        .filter(f -> f.who() == who && f.hour() <= hour)
        .max(Comparator.comparingInt(Fact::hour))
        .map(Fact::value);
  }

  private static Instant at(int hour) {
    return START.plusSeconds(3600L * hour);
  }

  /** Some leave on the first day, some on the third. */
  private static Instant leaves(Fact stay) {
    return Instant.parse(stay.value() % 4 == 0 ? "2016-07-03T00:00:00Z" : "2016-07-01T00:00:00Z");
  }

  private static JsonNode stay(Fact f) {
    return Json.object()
        .put("guest", "g" + f.who())
        .put("happened", at(f.hour()).toString())
        .put("leaves", leaves(f).toString().substring(0, 10))
        .put("hotel", "g" + f.value() % 3)
        .put("nights", f.value());
  }

  private static JsonNode visit(Fact f) {
    return Json.object()
        .put("guest", "g" + f.who())
        .put("happened", at(f.hour()).toString())
        .put("pages", f.value());
  }

  private static JsonNode degrees(Fact f) {
    return Json.object()
        .put("hotel", "g" + f.who())
        .put("happened", at(f.hour()).toString())
        .put("degrees", f.value());
  }
}
