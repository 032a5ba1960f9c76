package dev.loopline.server;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lets time pass for products that live by the clock on the wall: every few minutes a {@code
 * time.advanced} event, upon which monitors and schedules look again. A product that was ever
 * replayed is left alone: its time moves by the replay only.
 */
final class LiveTime implements AutoCloseable {
  static final Duration PERIOD = Duration.ofMinutes(5);

  private static final Logger LOG = Logger.getLogger(LiveTime.class.getName());
  private static final String LEASE = "live-time";
  private static final int LOOK_SECONDS = 30;

  private final Kernel kernel;
  private final Supplier<List<String>> watched;
  private final String owner;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("live-time").daemon().factory());

  /**
   * @param watched products that something is to be done for as time passes
   */
  LiveTime(Kernel kernel, Supplier<List<String>> watched) {
    this.kernel = kernel;
    this.watched = watched;
    this.owner = kernel.ids().next("srv");
  }

  void begin() {
    timer.scheduleWithFixedDelay(this::tickQuietly, 0, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void tickQuietly() {
    try {
      tick();
    } catch (RuntimeException e) {
      // The thread's boundary: a timer that throws would never look again.
      LOG.log(Level.WARNING, "time does not pass for live products now; trying again", e);
    }
  }

  /** Tells those products the time, unless this or another server did so in this period. */
  void tick() {
    List<String> live =
        watched.get().stream().filter(p -> kernel.eventTime().find(p).isEmpty()).toList();
    if (!live.isEmpty()) {
      kernel.db().change(tx -> tell(tx, live));
    }
  }

  private void tell(Tx tx, List<String> live) {
    // Never given back: one server a period, and the lease keeps the pace over restarts too.
    if (kernel.leases().acquire(tx, LEASE, owner, PERIOD).isEmpty()) {
      return;
    }
    Instant now = kernel.clock().now();
    for (String product : live) {
      if (EventTime.find(tx, product).isEmpty()) {
        kernel.events().append(tx, "time.advanced", "server", product, product, Map.of("at", now));
      }
    }
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
