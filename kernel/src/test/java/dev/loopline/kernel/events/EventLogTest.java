package dev.loopline.kernel.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Engines;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.ids.Ids;
import dev.loopline.kernel.time.EventTime;
import dev.loopline.kernel.time.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventLogTest {
  private static final WallClock CLOCK = () -> Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void manyWritersGetGapFreePositionsAndAChainThatHolds(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 300; i++) {
          int n = i;
          threads.submit(() -> append(db, log, "thing.done", "s" + n));
        }
      }
      assertThat(log.signal().await(() -> log.head() == 300, PATIENCE)).isTrue();

      List<Event> page = log.page(new EventQuery(null, null, null, null, 1000, false));
      assertThat(page)
          .extracting(Event::position)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 300).boxed().toList());
      assertThat(log.verify()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventOfARolledBackChangeNeverHappened(Engines engine) {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      assertThatThrownBy(
          () ->
              db.change(
                  tx -> {
                    log.append(tx, "thing.done", "test", "s", null, Map.of());
                    throw new IllegalArgumentException();
                  }));

      assertThat(log.head()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventThatNobodyCouldReadBackIsRefused(Engines engine) {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      assertThatThrownBy(
              () ->
                  db.change(
                      tx ->
                          log.append(
                              tx,
                              "thing.done",
                              "test",
                              "s",
                              null,
                              Map.of("text", "x".repeat(300_000)))))
          .hasMessageContaining("The data of the event thing.done of s has 300011 characters")
          .hasMessageContaining("Store it as an artifact");

      assertThat(log.head()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSubscriberGoesOnWhereItStoppedAfterARestart(Engines engine) throws Exception {
    try (Database db = engine.open(folder)) {
      List<String> seen = new CopyOnWriteArrayList<>();
      try (EventLog log = open(db)) {
        log.subscribe("reader", EventFilter.types("thing."), e -> seen.add(e.subject()));
        append(db, log, "thing.done", "a");
        append(db, log, "other.done", "not for this one");
        assertThat(log.signal().await(() -> seen.size() == 1 && log.isSettled(), PATIENCE))
            .isTrue();
      }
      try (EventLog log = open(db)) {
        append(db, log, "thing.done", "b");
        log.subscribe("reader", EventFilter.types("thing."), e -> seen.add(e.subject()));
        assertThat(log.signal().await(() -> seen.size() == 2 && log.isSettled(), PATIENCE))
            .isTrue();
      }
      assertThat(seen).containsExactly("a", "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatKeepsFailingSetsTheEventAsideAndGoesOn(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      AtomicInteger attempts = new AtomicInteger();
      List<String> handled = new CopyOnWriteArrayList<>();
      log.subscribe(
          "picky",
          EventFilter.all(),
          e -> {
            if (e.subject().equals("bad")) {
              attempts.incrementAndGet();
              throw new IllegalStateException("cannot");
            }
            handled.add(e.subject());
          });
      append(db, log, "thing.done", "bad");
      append(db, log, "thing.done", "good");

      assertThat(log.signal().await(() -> handled.size() == 1 && log.isSettled(), PATIENCE))
          .isTrue();
      assertThat(attempts).hasValue(5);
      assertThat(
              db.<List<String>>read(
                  h ->
                      h.createQuery("select error from event_set_aside")
                          .mapTo(String.class)
                          .list()))
          .singleElement()
          .asString()
          .contains("cannot");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTamperedEventIsFoundWithItsPlace(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      for (String subject : List.of("a", "b", "c")) {
        append(db, log, "thing.done", subject);
      }
      assertThat(log.signal().await(() -> log.head() == 3, PATIENCE)).isTrue();
      db.change(tx -> tx.handle().execute("update event set subject = 'x' where position = 2"));

      assertThat(log.verify()).hasValueSatisfying(m -> assertThat(m).startsWith("event 2 ("));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTruncatedLogIsFound(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      append(db, log, "thing.done", "a");
      append(db, log, "thing.done", "b");
      assertThat(log.signal().await(() -> log.head() == 2, PATIENCE)).isTrue();
      db.change(tx -> tx.handle().execute("delete from event where position = 2"));

      assertThat(log.verify()).hasValue("the log's head is at 2, but its events end at 1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHeadMovedBackToAnEarlierEventIsFound(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      append(db, log, "thing.done", "a");
      append(db, log, "thing.done", "b");
      assertThat(log.signal().await(() -> log.head() == 2, PATIENCE)).isTrue();
      EventHead known = log.sealedHead();
      assertThat(EventHead.parse(known.toString())).isEqualTo(known);
      assertThat(log.contradicts(known)).isEmpty();
      db.change(
          tx -> {
            tx.handle().execute("delete from event where position = 2");
            tx.handle()
                .execute(
                    "update event_head set position = 1,"
                        + " hash = (select hash from event where position = 1)");
          });
      assertThat(log.verify())
          .hasValue("the log's head was moved to 1 by somebody without the audit key");
      assertThat(log.contradicts(known)).hasValue("it ends at 1, but once went on to 2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherAuditKeyOrNoneIsRefusedOnceEventsExist(Engines engine) throws Exception {
    try (Database db = engine.open(folder)) {
      Ids ids = new Ids(CLOCK);
      Path key = folder.resolve("audit.key");
      EventLog.open(db, ids, CLOCK, key).close();
      EventLog.open(db, ids, CLOCK, key).close();
      Path other = Files.writeString(folder.resolve("other.key"), ids.secret());
      assertThatThrownBy(() -> EventLog.open(db, ids, CLOCK, other))
          .hasMessageContaining("is not the one that sealed this database's events");
      Files.delete(key);
      assertThatThrownBy(() -> EventLog.open(db, ids, CLOCK, key))
          .hasMessageContaining("audit.key is missing")
          .hasMessageContaining("from a backup");
      assertThat(key).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whileTheDiskIsFullAnEventIsWaitedForAndNotSetAside(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      AtomicInteger attempts = new AtomicInteger();
      log.subscribe(
          "patient",
          EventFilter.all(),
          e -> {
            if (attempts.incrementAndGet() <= 6) {
              throw new java.io.UncheckedIOException(new IOException("No space left on device"));
            }
          });
      append(db, log, "thing.done", "a");
      assertThat(log.signal().await(log::isSettled, PATIENCE)).isTrue();
      assertThat(attempts).hasValue(7);
      assertThat(log.setAside().count()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSetAsideIsHandledWhenItIsAskedForAgain(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      AtomicBoolean mended = new AtomicBoolean();
      List<String> handled = new CopyOnWriteArrayList<>();
      log.subscribe(
          "picky",
          EventFilter.all(),
          e -> {
            if (!mended.get()) {
              throw new AssertionError("an error of any kind");
            }
            handled.add(e.subject());
          });
      append(db, log, "thing.done", "bad");
      assertThat(log.signal().await(log::isSettled, PATIENCE)).isTrue();
      assertThat(log.setAside().page(0, "", 10))
          .singleElement()
          .satisfies(
              s -> {
                assertThat(s.subscriber()).isEqualTo("picky");
                assertThat(s.error()).contains("an error of any kind");
              });
      assertThatThrownBy(() -> log.setAside().retry("picky", 7))
          .hasMessageContaining("has set aside no event at position 7");

      mended.set(true);
      assertThat(log.setAside().retry("picky", 1).retrying()).isTrue();
      assertThat(log.signal().await(() -> log.setAside().count() == 0, PATIENCE)).isTrue();
      assertThat(handled).containsExactly("bad");
      assertThat(log.deadSubscribers()).isEmpty();
    }
  }

  @Test
  void aSubscriberThatDiedIsKnown() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    WallClock clock =
        () -> {
          if (broken.get()) {
            throw new AssertionError("the clock fell off the wall");
          }
          return CLOCK.now();
        };
    try (Database db = Engines.SQLITE.open(folder);
        EventLog log = new EventLog(db, new Ids(CLOCK), clock, new byte[32])) {
      append(db, log, "thing.done", "a");
      broken.set(true);
      log.subscribe(
          "unlucky",
          EventFilter.all(),
          e -> {
            throw new IllegalStateException("cannot");
          });
      assertThat(log.signal().await(() -> !log.deadSubscribers().isEmpty(), PATIENCE)).isTrue();
      assertThat(log.deadSubscribers().get("unlucky")).contains("the clock fell off the wall");
      assertThat(log.farthestBehind()).isEqualTo(1);
      assertThat(log.isSettled()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventCarriesItsProductsEventTime(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        EventLog log = open(db)) {
      Instant at = Instant.parse("2016-07-01T00:00:00Z");
      EventTime time = new EventTime(db, CLOCK);
      db.change(
          tx -> {
            time.advance(tx, "hotel", at);
            time.advance(tx, "hotel", at.minusSeconds(1));
            log.append(tx, "thing.done", "test", "s", "hotel", Map.of());
          });
      assertThat(log.signal().await(() -> log.head() == 1, PATIENCE)).isTrue();

      assertThat(log.page(new EventQuery("hotel", null, "thing.", null, 10, true)))
          .extracting(Event::eventTime)
          .containsExactly(at);
    }
  }

  private static EventLog open(Database db) {
    return new EventLog(db, new Ids(CLOCK), CLOCK, new byte[32]);
  }

  private static void append(Database db, EventLog log, String type, String subject) {
    db.change(tx -> log.append(tx, type, "test", subject, null, Map.of("n", 1)));
  }
}
