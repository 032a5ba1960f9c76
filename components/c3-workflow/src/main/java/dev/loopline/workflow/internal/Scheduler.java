package dev.loopline.workflow.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.workflow.internal.ScheduleDao.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One timer for the next slot of all schedules: it sleeps until then, until a schedule is declared,
 * or until someone sets the clock.
 */
final class Scheduler implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Scheduler.class.getName());
  private static final Duration IDLE = Duration.ofHours(1);
  private static final Duration TROUBLE = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  /** A schedule that another server declares is that one's to start; this is for when it dies. */
  private static final Duration OTHER_SERVERS = Duration.ofSeconds(30);

  private final Kernel kernel;
  private final Slots slots;
  private final Wakeup wakeup;
  private final Thread thread = Thread.ofVirtual().name("workflow-scheduler").unstarted(this::run);
  private Instant seen = Instant.MAX;

  Scheduler(Kernel kernel, Slots slots) {
    this.kernel = kernel;
    this.slots = slots;
    this.wakeup = new Wakeup(kernel.clock());
  }

  void start() {
    thread.start();
  }

  /** A schedule has come or moved. */
  void wake() {
    wakeup.signal();
  }

  private void run() {
    while (!wakeup.isClosed()) {
      long generation = wakeup.generation();
      Instant until;
      try {
        until = round();
      } catch (RuntimeException e) {
        // The thread's boundary: a lost database must not end all schedules for good.
        if (!wakeup.isClosed()) {
          LOG.log(Level.WARNING, "workflow: schedules could not be looked at; trying again", e);
        }
        until = kernel.clock().now().plus(TROUBLE);
      }
      try {
        wakeup.awaitUntil(generation, until);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Starts all slots that have come; returns when to look again, if nothing happens before. */
  private Instant round() {
    Instant now = kernel.clock().now();
    boolean good = true;
    if (now.isBefore(seen)) {
      for (Scheduled schedule : kernel.db().read(h -> ScheduleDao.ahead(h, now))) {
        good &= alone(schedule, () -> slots.putBack(schedule, now));
      }
    }
    seen = now;
    for (Scheduled schedule : kernel.db().read(h -> ScheduleDao.due(h, now))) {
      good &= alone(schedule, () -> slots.start(schedule, now));
    }
    // What could not be handled is still due: it would wake this thread at once, and for ever.
    Instant from = good ? Instant.EPOCH : now;
    Instant latest = now.plus(good ? longestSleep() : TROUBLE);
    Instant next = kernel.db().read(h -> ScheduleDao.next(h, from)).orElse(latest);
    return next.isBefore(latest) ? next : latest;
  }

  private Duration longestSleep() {
    return kernel.db().dialect() == Dialect.POSTGRESQL ? OTHER_SERVERS : IDLE;
  }

  /** One schedule that cannot be handled must not keep all others from being: false for it. */
  private static boolean alone(Scheduled schedule, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "workflow: " + schedule + " cannot be started; trying again", e);
      return false;
    }
  }

  @Override
  public void close() {
    wakeup.close();
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(GOODBYE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
