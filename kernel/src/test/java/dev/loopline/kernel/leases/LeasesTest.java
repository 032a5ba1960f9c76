package dev.loopline.kernel.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Engines;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeasesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  @ParameterizedTest
  @EnumSource
  void ofManyThatAskAtOnceOneGetsIt(Engines engine) {
    try (Database db = engine.open(folder)) {
      AtomicInteger winners = new AtomicInteger();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 50; i++) {
          String owner = "worker-" + i;
          threads.submit(
              () -> {
                if (acquire(db, engine, owner).isPresent()) {
                  winners.incrementAndGet();
                }
              });
        }
      }
      assertThat(winners).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExpiredHolderChangesNothingOnceAnotherHasTheLease(Engines engine) {
    try (Database db = engine.open(folder)) {
      Lease old = acquire(db, engine, "old").orElseThrow();
      now.updateAndGet(t -> t.plus(MINUTE));
      Lease fresh = acquire(db, engine, "new").orElseThrow();

      assertThat(fresh.token()).isGreaterThan(old.token());
      assertThatThrownBy(() -> db.change(tx -> leases(engine).require(tx, old)))
          .isInstanceOf(LooplineException.class)
          .hasMessageContaining("old no longer holds task");
      db.change(tx -> leases(engine).require(tx, fresh));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRenewedLeaseLastsAndAReleasedOneIsFree(Engines engine) {
    try (Database db = engine.open(folder)) {
      Lease lease = acquire(db, engine, "a").orElseThrow();
      now.updateAndGet(t -> t.plusSeconds(50));
      Lease renewed = db.write(tx -> leases(engine).renew(tx, lease, MINUTE));
      now.updateAndGet(t -> t.plusSeconds(50));
      assertThat(acquire(db, engine, "b")).isEmpty();

      db.change(tx -> leases(engine).release(tx, renewed));
      assertThat(acquire(db, engine, "b")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void requiringALeaseChangesNothingOfIt(Engines engine) {
    try (Database db = engine.open(folder)) {
      Lease first = acquire(db, engine, "a").orElseThrow();
      now.updateAndGet(t -> t.plusSeconds(50));
      db.change(tx -> leases(engine).renew(tx, first, MINUTE));
      // The lease as it was before it was prolonged: held, and no reason to shorten it.
      db.change(tx -> leases(engine).require(tx, first));
      now.updateAndGet(t -> t.plusSeconds(50));
      assertThat(acquire(db, engine, "b")).isEmpty();
      db.change(tx -> leases(engine).require(tx, first));
    }
  }

  private Leases leases(Engines engine) {
    return new Leases(now::get, engine == Engines.SQLITE ? Dialect.SQLITE : Dialect.POSTGRESQL);
  }

  private Optional<Lease> acquire(Database db, Engines engine, String owner) {
    return db.write(tx -> leases(engine).acquire(tx, "task", owner, MINUTE));
  }
}
