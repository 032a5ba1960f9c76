package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetTest {
  private static final Instant UNTIL = Instant.parse("2016-09-01T00:00:00Z");

  @TempDir Path folder;
  private final Hotel.Labels labels = new Hotel.Labels();
  private Kernel kernel;
  private FeatureStore store;

  @BeforeEach
  void start() {
    kernel = Engine.SQLITE.kernel(folder, "features");
    store = FeatureStoreFactory.open(kernel, labels);
  }

  @AfterEach
  void stop() {
    store.close();
    kernel.close();
  }

  private List<String> read(String view, List<String> joined, String ripeAfter, String columns) {
    TrainingSet set =
        store.trainingSet("hotel", new TrainingSetRequest(view, joined, UNTIL, ripeAfter, null));
    return FeatureStoreTest.read(kernel.artifacts().file(set.data()), columns);
  }

  @Test
  void aCorrectedRowIsLearnedFromOnceAsItStoodBeforeItsOutcomeWasKnown() {
    Hotel.apply(store);
    Hotel.push(
        store,
        Hotel.row("b1", "2016-07-01T00:00:00Z", 1),
        Hotel.row("b1", "2016-07-02T00:00:00Z", 2),
        Hotel.row("b1", "2016-07-20T00:00:00Z", 3),
        Hotel.row("b1", "2016-09-02T00:00:00Z", 4),
        Hotel.row("b2", "2016-07-05T10:00:00Z", 5),
        Hotel.row("b2", "2016-07-05T11:00:00Z", 6));
    labels.put("b1", true, "2016-07-10T00:00:00Z");
    labels.put("b2", false, "2016-07-05T00:00:00Z");
    assertThat(read("booking", List.of(), null, "key || ' ' || lead_time::integer"))
        .containsExactly("b1 2", "b2 5");
  }

  @Test
  void aCorrectionThatMovesTheDateDecidesWhetherARowIsRipe() {
    Hotel.apply(store);
    Hotel.push(
        store,
        Hotel.row("b1", "2016-07-01T00:00:00Z", 1).put("arrival_date", "2016-07-15"),
        Hotel.row("b1", "2016-07-02T00:00:00Z", 2).put("arrival_date", "2016-12-01"));
    labels.put("b1", true, "2016-07-10T00:00:00Z");
    assertThat(read("booking", List.of(), "arrival_date", "key")).isEmpty();
  }

  @Test
  void aViewKeyedByNumbersIsJoinedByThem() {
    Hotel.apply(
        store,
        "c1",
        """
        sources:
          - {name: stays, entity: id, eventTime: day, columns: {id: string, day: timestamp, room: integer}}
          - {name: rooms, entity: room, eventTime: day, columns: {room: integer, day: timestamp, beds: integer}}
        views:
          - {name: stay, source: stays, sql: "select id, day, room from stays"}
          - {name: room, source: rooms, sql: "select room, day, beds from rooms"}
        """);
    String day = "2016-07-01T00:00:00Z";
    store.push(
        "hotel",
        "rooms",
        List.of(Json.object().put("room", 12).put("day", day).put("beds", 3)),
        "a");
    store.push(
        "hotel",
        "stays",
        List.of(
            Json.object().put("id", "12").put("day", day).put("room", 7),
            Json.object().put("id", "s2").put("day", day).put("room", 12)),
        "a");
    labels.put("12", true, day);
    labels.put("s2", true, day);
    assertThat(
            read(
                "stay",
                List.of("room"),
                null,
                "key || ' ' || coalesce(beds::integer::varchar, '-')"))
        .containsExactly("12 -", "s2 3");
  }
}
