package dev.loopline.kernel.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFullTest {
  @TempDir Path folder;

  @Test
  void aFullDiskIsToldAsSuchAndTheDatabaseGoesOn() {
    try (Database db = open()) {
      limit(db, pages(db) + 5);
      assertThatThrownBy(() -> db.change(tx -> insert(tx, 1, 1_000_000)))
          .isInstanceOfSatisfying(
              LooplineException.class,
              e -> assertThat(e.code()).isEqualTo(KernelError.STORAGE_FULL))
          .hasMessageContaining("nothing was written");
      limit(db, 1_000_000);
      db.change(tx -> insert(tx, 2, 10));
      assertThat(count(db)).isEqualTo(1);
    }
  }

  @Test
  void whoeverWasToBeCommittedTogetherWithItIsToldToo() throws Exception {
    try (Database db = open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      limit(db, pages(db) + 5);
      CountDownLatch queued = new CountDownLatch(1);
      var first = threads.submit(() -> db.change(tx -> await(queued)));
      var small = threads.submit(() -> db.change(tx -> insert(tx, 1, 10)));
      var large = threads.submit(() -> db.change(tx -> insert(tx, 2, 1_000_000)));
      queued.countDown();
      succeeded(first);
      assertThatThrownBy(large::get).rootCause().isNotNull();
      boolean kept = succeeded(small);
      assertThat(count(db)).as("acknowledged is there, refused is not").isEqualTo(kept ? 1 : 0);
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsAClearError() throws IOException {
    Files.writeString(folder.resolve("test.db"), "this is no database, ".repeat(100));
    assertThatThrownBy(this::open)
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining("Its file is damaged: restore a backup.");
  }

  private static boolean succeeded(java.util.concurrent.Future<?> outcome) throws Exception {
    try {
      outcome.get();
      return true;
    } catch (java.util.concurrent.ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOfSatisfying(
              LooplineException.class,
              own -> assertThat(own.code()).isEqualTo(KernelError.STORAGE_FULL));
      return false;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Database open() {
    return SqliteDatabase.open(folder.resolve("test.db"), List.of("kernel"));
  }

  private static long pages(Database db) {
    return db.read(h -> h.createQuery("pragma page_count").mapTo(Long.class).one());
  }

  private static void limit(Database db, long pages) {
    db.change(tx -> tx.handle().execute("pragma max_page_count = " + pages));
  }

  private static void insert(Tx tx, int n, int size) {
    tx.handle()
        .createUpdate("insert into event_time (product, at) values (:product, :at)")
        .bind("product", n + "x".repeat(size))
        .bind("at", n)
        .execute();
  }

  private static long count(Database db) {
    return db.read(h -> h.createQuery("select count(*) from event_time").mapTo(Long.class).one());
  }
}
