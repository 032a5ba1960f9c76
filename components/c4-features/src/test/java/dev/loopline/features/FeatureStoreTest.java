package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureStoreTest {
  private static final Instant LATE = Instant.parse("2030-01-01T00:00:00Z");

  @TempDir Path folder;
  private final Hotel.Labels labels = new Hotel.Labels();
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
  private Engine.Reopenable options;
  private Kernel kernel;
  private FeatureStore store;

  private void start(Engine engine) {
    options = engine.options(folder, "features");
    open();
    Hotel.apply(store);
  }

  private void open() {
    kernel = options.open(clock);
    store = FeatureStoreFactory.open(kernel, labels);
  }

  private void close() {
    store.close();
    kernel.close();
  }

  @AfterEach
  void stop() {
    close();
  }

  @ParameterizedTest
  @EnumSource
  void pushedRowsAreOnlineAndTheSameRowsAgainChangeNothing(Engine engine) throws Exception {
    start(engine);
    var row = Hotel.row("b1", "2016-07-01T10:00:00Z", 9);
    assertThat(Hotel.push(store, row, Hotel.row("b2", "2016-07-02T10:00:00Z", 0), row))
        .isEqualTo(new PushReceipt(2, 0, 1));
    assertThat(Hotel.push(store, row)).isEqualTo(new PushReceipt(0, 0, 1));

    FeatureRow online = store.online("hotel", "booking", "b1").orElseThrow();
    assertThat(online.eventTime()).isEqualTo("2016-07-01T10:00:00Z");
    assertThat(online.commit()).isEqualTo("c1");
    assertThat(online.values().keySet())
        .containsExactly("hotel", "lead_time", "children", "group", "log_lead", "pace");
    assertThat(Json.write(online.values()))
        .isEqualTo(
            "{\"hotel\":\"City\",\"lead_time\":9.0,\"children\":0.0,\"group\":\"true\","
                + "\"log_lead\":2.302585092994046,\"pace\":11.166666666666666}");
    assertThat(store.online("hotel", "booking", List.of("none", "b2")).getLast().orElseThrow())
        .satisfies(r -> assertThat(r.values().get("pace").isNull()).isTrue());
    assertThat(store.online("hotel", "booking", "none")).isEmpty();

    assertThat(kernel.events().awaitAfter(2, Duration.ofSeconds(20))).isTrue();
    List<Event> events = kernel.events().page(new EventQuery("hotel", null, null, null, 10, false));
    assertThat(events)
        .extracting(Event::type)
        .containsExactly("features.rules.applied", "features.views.applied", "features.ingested");
    assertThat(events.getLast().data().path("rows").asInt()).isEqualTo(2);
    assertThat(events.getLast().data().path("until").asText()).isEqualTo("2016-07-02T10:00:00Z");
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatARuleRefusesAreCountedAndKeptWithTheReason(Engine engine) {
    start(engine);
    assertThat(
            Hotel.push(
                store,
                Hotel.row("b1", "2016-07-01T10:00:00Z", -1),
                Hotel.row("b2", "2016-07-01T10:00:00Z", 1)))
        .isEqualTo(new PushReceipt(1, 1, 0));
    assertThat(Hotel.push(store, Hotel.row("b2", "2016-07-01T10:00:00Z", 2)))
        .isEqualTo(new PushReceipt(0, 1, 0));
    assertThat(store.online("hotel", "booking", "b1")).isEmpty();
    assertThat(store.views("hotel").getFirst().rows()).isEqualTo(1);
    assertThat(store.rejected("hotel", "bookings", 0, 10))
        .extracting(RejectedRow::reason)
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("lead"),
            second -> assertThat(second).contains("was there first"));
  }

  @ParameterizedTest
  @EnumSource
  void aRowThatDoesNotFitRefusesTheWholePush(Engine engine) {
    start(engine);
    var good = Hotel.row("b1", "2016-07-01T10:00:00Z", 1);
    assertThatThrownBy(() -> Hotel.push(store, good, good.deepCopy().put("lead_time", "many")))
        .hasMessage(
            "Row 2 does not fit the source 'bookings': 'lead_time' is \"many\"; a value of type"
                + " integer is expected. No row was taken in.");
    assertThatThrownBy(() -> Hotel.push(store, good.deepCopy().put("leadtime", 1)))
        .hasMessageContaining("there is no column 'leadtime'. Did you mean 'lead_time'?");
    assertThatThrownBy(() -> Hotel.push(store, good.deepCopy().putNull("booking_id")))
        .hasMessageContaining("'booking_id' identifies the row");
    assertThatThrownBy(() -> Hotel.push(store, good.deepCopy().put("booked_at", "soon")))
        .hasMessageContaining("'booked_at' is \"soon\"; an ISO-8601 time");
    assertThatThrownBy(() -> store.push("hotel", "rooms", List.of(good), "ana"))
        .hasMessageContaining("hotel declares no source 'rooms'");
    assertThat(store.online("hotel", "booking", "b1")).isEmpty();
    assertThat(store.views("hotel").getFirst().rows()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void onlineOnlyANewerEventTimeReplaces(Engine engine) {
    start(engine);
    Hotel.push(store, Hotel.row("b1", "2016-07-02T00:00:00Z", 2));
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 1));
    assertThat(lead("b1")).isEqualTo(2);
    Hotel.push(
        store,
        Hotel.row("b1", "2016-07-04T00:00:00Z", 4),
        Hotel.row("b1", "2016-07-03T00:00:00Z", 3));
    assertThat(lead("b1")).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasAcknowledgedIsThereAfterARestartEvenWithoutTheOnlineStore(Engine engine)
      throws IOException {
    start(engine);
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 1));
    store.materialize("hotel", "booking");
    Hotel.push(store, Hotel.row("b2", "2016-07-01T00:00:00Z", 2));
    close();
    Path segment = folder.resolve("features/rows/hotel/bookings/0000000000000000000.jsonl");
    Files.writeString(segment, "{\"booking_id\":\"torn", StandardOpenOption.APPEND);
    delete(folder.resolve("features/online"));
    open();

    assertThat(lead("b2")).isEqualTo(2);
    assertThat(store.views("hotel").getFirst().rows()).isEqualTo(2);
    assertThat(Hotel.push(store, Hotel.row("b2", "2016-07-01T00:00:00Z", 2)).repeated())
        .isEqualTo(1);
    Hotel.push(store, Hotel.row("b3", "2016-07-01T00:00:00Z", 3));
    assertThat(store.materialize("hotel", "booking").rows()).isEqualTo(3);
    assertThat(keys(store.snapshots("hotel", "booking").getLast().id()))
        .containsExactly("b1", "b2", "b3");
  }

  @ParameterizedTest
  @EnumSource
  void anOnlineStoreThatIsBehindIsBroughtUpToDate(Engine engine) throws IOException {
    start(engine);
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 1));
    close();
    Path now = folder.resolve("features/online");
    Path then = folder.resolve("then");
    copy(now, then);
    open();
    Hotel.push(
        store,
        Hotel.row("b1", "2016-07-02T00:00:00Z", 2),
        Hotel.row("b2", "2016-07-02T00:00:00Z", 3));
    close();
    delete(now);
    Files.move(then, now);
    open();

    assertThat(lead("b1")).isEqualTo(2);
    assertThat(lead("b2")).isEqualTo(3);
    assertThat(store.views("hotel").getFirst().rows()).isEqualTo(3);
    assertThat(Hotel.push(store, Hotel.row("b2", "2016-07-02T00:00:00Z", 3)).repeated())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void lostSegmentsAreToldNotPaperedOver(Engine engine) throws IOException {
    start(engine);
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 1));
    close();
    Path rows = folder.resolve("features/rows/hotel/bookings/0000000000000000000.jsonl");
    byte[] whole = Files.readAllBytes(rows);
    Files.delete(rows);
    open();
    assertThatThrownBy(() -> store.online("hotel", "booking", "b1"))
        .hasMessageContaining("were acknowledged. Restore the folder from a backup.");
    Files.write(rows, whole);
    assertThat(lead("b1")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anOldSnapshotStaysReadableAndNoNewRowsMakeNone(Engine engine) {
    start(engine);
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 1));
    Snapshot first = store.materialize("hotel", "booking");
    assertThat(store.materialize("hotel", "booking")).isEqualTo(first);
    Hotel.push(store, Hotel.row("b2", "2016-07-02T00:00:00Z", 2));
    Snapshot second = store.materialize("hotel", "booking");

    assertThat(store.snapshots("hotel", "booking")).containsExactly(first, second);
    assertThat(first.rows()).isEqualTo(1);
    assertThat(second.rows()).isEqualTo(2);
    assertThat(keys(first.id())).containsExactly("b1");
    assertThat(keys(second.id())).containsExactly("b1", "b2");
    assertThat(store.findView("hotel", "booking").orElseThrow().snapshot()).isEqualTo(second.id());
    assertThatThrownBy(() -> keys(77)).hasMessageContaining("no snapshot 77. It has [1, 2]");
  }

  @ParameterizedTest
  @EnumSource
  void aChangedViewIsComputedAnewAndItsOldSnapshotKeepsItsForm(Engine engine) {
    start(engine);
    Hotel.push(store, Hotel.row("b1", "2016-07-01T00:00:00Z", 1));
    Snapshot old = store.materialize("hotel", "booking");
    Hotel.apply(
        store, "c2", Hotel.YAML.replace("lead_time, children", "'x' || lead_time as lead_time"));

    FeatureRow row = store.online("hotel", "booking", "b1").orElseThrow();
    assertThat(row.values().get("lead_time").asText()).isEqualTo("x1");
    assertThat(row.commit()).isEqualTo("c2");
    Snapshot young = store.materialize("hotel", "booking");
    assertThat(young.rows()).isEqualTo(1);
    labels.put("b1", true, "2016-08-01T00:00:00Z");
    assertThat(cut(old.id()).features())
        .contains(new Feature("lead_time", "number"), new Feature("children", "number"));
    assertThat(cut(old.id()).commit()).isEqualTo("c1");
    assertThat(cut(young.id()).features())
        .contains(new Feature("lead_time", "string"))
        .doesNotContain(new Feature("children", "number"));
    assertThat(cut(young.id()).rows()).isEqualTo(1);

    Hotel.apply(
        store, "c3", Hotel.YAML.replace("lead_time, children", "'x' || lead_time as lead_time"));
    assertThat(store.views("hotel").getFirst().commit()).isEqualTo("c2");
  }

  @ParameterizedTest
  @EnumSource
  void aTrainingSetHoldsOnlyRipeRowsWithLabelsKnownByThen(Engine engine) {
    start(engine);
    for (int i = 1; i <= 6; i++) {
      Hotel.push(
          store,
          Hotel.row("b" + i, "2016-07-0" + i + "T00:00:00Z", i)
              .put("arrival_date", i == 2 ? "2017-01-01" : "2016-07-10"));
      labels.put("b" + i, i % 2 == 0, i == 3 ? "2016-12-01T00:00:00Z" : "2016-07-20T00:00:00Z");
    }
    Instant until = Instant.parse("2016-08-01T00:00:00Z");
    TrainingSet ripe =
        store.trainingSet(
            "hotel", new TrainingSetRequest("booking", List.of(), until, "arrival_date", null));
    assertThat(ripe.rows()).isEqualTo(4);
    assertThat(ripe.positives()).isEqualTo(2);
    assertThat(read(ripe, "key || ':' || label || ':' || event_time"))
        .first()
        .isEqualTo("b1:0:2016-07-01 00:00:00");
    assertThat(read(ripe, "key")).containsExactly("b1", "b4", "b5", "b6");
    TrainingSet again =
        store.trainingSet(
            "hotel",
            new TrainingSetRequest("booking", List.of(), until, "arrival_date", ripe.snapshot()));
    assertThat(again.data()).isEqualTo(ripe.data());
    assertThatThrownBy(
            () ->
                store.trainingSet(
                    "hotel", new TrainingSetRequest("booking", List.of(), until, "hotel", null)))
        .hasMessageContaining("carry no date 'hotel'")
        .hasMessageContaining("[arrival_date]");
  }

  private double lead(String key) {
    return store.online("hotel", "booking", key).orElseThrow().values().get("lead_time").asDouble();
  }

  private TrainingSet cut(long snapshot) {
    return store.trainingSet(
        "hotel", new TrainingSetRequest("booking", List.of(), LATE, null, snapshot));
  }

  /** The keys of a snapshot, by way of labels for all. */
  private List<String> keys(long snapshot) {
    List.of("b1", "b2", "b3").forEach(k -> labels.put(k, true, "2016-01-01T00:00:00Z"));
    return read(cut(snapshot), "key");
  }

  private List<String> read(TrainingSet set, String expression) {
    return read(kernel.artifacts().file(set.data()), expression);
  }

  static List<String> read(Path parquet, String expression) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select (" + expression + ")::varchar from read_parquet('" + parquet + "')")) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              f -> {
                try {
                  Files.delete(f);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
