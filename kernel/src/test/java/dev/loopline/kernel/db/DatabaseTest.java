package dev.loopline.kernel.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Engines;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void whatWasWrittenIsRead(Engines engine) {
    try (Database db = engine.open(folder)) {
      Instant at = Instant.parse("2016-07-01T12:00:00.123Z");
      db.change(tx -> insert(tx, "hotel", at));

      assertThat(times(db)).containsExactly(at);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosureThatThrowsLeavesNothing(Engines engine) {
    try (Database db = engine.open(folder)) {
      assertThatThrownBy(
              () ->
                  db.change(
                      tx -> {
                        insert(tx, "hotel", Instant.EPOCH);
                        throw new IllegalArgumentException("no");
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no");

      assertThat(times(db)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneFailingClosureDoesNotUndoItsNeighbours(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> outcomes = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        int n = i;
        Callable<Boolean> work =
            () -> {
              try {
                db.change(
                    tx -> {
                      insert(tx, "p" + n, Instant.ofEpochMilli(n));
                      if (n % 3 == 0) {
                        throw new IllegalArgumentException("every third fails");
                      }
                    });
                return true;
              } catch (IllegalArgumentException e) {
                return false;
              }
            };
        outcomes.add(threads.submit(work));
      }
      long succeeded = 0;
      for (Future<Boolean> outcome : outcomes) {
        succeeded += outcome.get() ? 1 : 0;
      }

      assertThat(succeeded).isEqualTo(266);
      assertThat(times(db)).hasSize(266).noneMatch(t -> t.toEpochMilli() % 3 == 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofItemsThatAreWrittenTogetherOnlyWhatIsWrongFails(Engines engine) throws Exception {
    try (Database db = engine.open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger largest = new AtomicInteger();
      Together<Integer> insertAll =
          (tx, items) -> {
            largest.accumulateAndGet(items.size(), Math::max);
            for (int item : items) {
              insert(tx, "p" + item, Instant.ofEpochMilli(item));
              if (item % 100 == 0) {
                throw new IllegalArgumentException("no " + item);
              }
            }
          };
      // While the writer is held up, all of them queue.
      CountDownLatch queued = new CountDownLatch(1);
      Future<?> holding = threads.submit(() -> db.change(tx -> join(queued)));
      List<Future<?>> outcomes = new ArrayList<>();
      for (int i = 1; i <= 400; i++) {
        int item = i;
        outcomes.add(threads.submit(() -> db.change(insertAll, item)));
      }
      queued.countDown();
      holding.get();
      for (int i = 1; i <= 400; i++) {
        Future<?> outcome = outcomes.get(i - 1);
        if (i % 100 == 0) {
          assertThatThrownBy(outcome::get)
              .cause()
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("no " + i);
        } else {
          outcome.get();
        }
      }

      assertThat(times(db)).hasSize(396).noneMatch(t -> t.toEpochMilli() % 100 == 0);
      assertThat(largest.get() > 1).as("came together").isEqualTo(engine == Engines.SQLITE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterCommitRunsOnceAndNeverWhenRolledBack(Engines engine) {
    try (Database db = engine.open(folder)) {
      AtomicInteger ran = new AtomicInteger();
      db.change(tx -> tx.afterCommit(ran::incrementAndGet));
      assertThatThrownBy(
          () ->
              db.change(
                  tx -> {
                    tx.afterCommit(ran::incrementAndGet);
                    throw new IllegalArgumentException();
                  }));

      assertThat(ran).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadSeesOneSnapshot(Engines engine) {
    try (Database db = engine.open(folder)) {
      int seen =
          db.read(
              h -> {
                int before =
                    h.createQuery("select 1 from event_time").mapTo(int.class).list().size();
                Thread writer =
                    Thread.ofPlatform()
                        .start(() -> db.change(tx -> insert(tx, "x", Instant.EPOCH)));
                join(writer);
                return before
                    + h.createQuery("select 1 from event_time").mapTo(int.class).list().size();
              });

      assertThat(seen).isZero();
      assertThat(times(db)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadCannotWrite(Engines engine) {
    try (Database db = engine.open(folder)) {
      assertThatThrownBy(
          () -> db.read(h -> h.execute("insert into event_time (product, at) values ('x', 1)")));
      assertThat(times(db)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWriteInsideAnotherTransactionIsRefused(Engines engine) {
    try (Database db = engine.open(folder)) {
      assertThatThrownBy(() -> db.change(tx -> db.change(inner -> {})))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("a write inside a write");
      assertThatThrownBy(
              () ->
                  db.read(
                      h -> {
                        db.change(inner -> {});
                        return 1;
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("a write inside a read");
      db.change(tx -> insert(tx, "after", Instant.EPOCH));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadInsideAWriteSeesWhatWasWritten(Engines engine) {
    try (Database db = engine.open(folder)) {
      db.change(
          tx -> {
            insert(tx, "hotel", Instant.EPOCH);
            assertThat(times(db)).hasSize(1);
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatRunsAfterTheCommitMayWriteAndItsFailureUndoesNothing(Engines engine) {
    try (Database db = engine.open(folder)) {
      db.change(tx -> tx.afterCommit(() -> db.change(next -> insert(next, "then", Instant.EPOCH))));
      AtomicInteger ran = new AtomicInteger();
      assertThatThrownBy(
          () ->
              db.change(
                  tx -> {
                    insert(tx, "kept", Instant.EPOCH);
                    tx.afterCommit(
                        () -> {
                          ran.incrementAndGet();
                          throw new IllegalStateException();
                        });
                  }));
      assertThat(ran).hasValue(1);
      assertThat(times(db)).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRaceForTheSameKeyIsAConflict(Engines engine) {
    try (Database db = engine.open(folder)) {
      db.change(tx -> insert(tx, "hotel", Instant.EPOCH));
      assertThatThrownBy(() -> db.change(tx -> insert(tx, "hotel", Instant.EPOCH)))
          .isInstanceOfSatisfying(
              LooplineException.class, e -> assertThat(e.code()).isEqualTo(KernelError.CONFLICT));
    }
  }

  @Test
  void aServerThatIsDownIsAClearError() {
    assertThatThrownBy(
            () -> PostgresDatabase.open("jdbc:postgresql://127.0.0.1:1/none", List.of("kernel")))
        .isInstanceOf(LooplineException.class)
        .hasMessageStartingWith("The database cannot be used")
        .hasMessageEndingWith("Try again when it is back.");
  }

  @Test
  void whoeverWritesWhileTheDatabaseClosesGetsAnAnswer() throws Exception {
    for (int round = 0; round < 20; round++) {
      Database db = Engines.SQLITE.open(Files.createDirectory(folder.resolve("round" + round)));
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        writers.add(Thread.ofPlatform().daemon().start(() -> writeUntilClosed(db)));
      }
      db.close();
      for (Thread writer : writers) {
        assertThat(writer.join(java.time.Duration.ofSeconds(20))).as("ended").isTrue();
      }
    }
  }

  private static void writeUntilClosed(Database db) {
    try {
      while (true) {
        db.change(tx -> {});
      }
    } catch (LooplineException e) {
      assertThat(e.code()).isEqualTo(KernelError.SHUTTING_DOWN);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void insert(Tx tx, String product, Instant at) {
    tx.handle()
        .createUpdate("insert into event_time (product, at) values (:product, :at)")
        .bind("product", product)
        .bind("at", at)
        .execute();
  }

  private static List<Instant> times(Database db) {
    return db.read(
        h -> h.createQuery("select at from event_time order by at").mapTo(Instant.class).list());
  }
}
