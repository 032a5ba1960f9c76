package dev.loopline.workflow.internal;

import dev.loopline.kernel.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for work or for its end, so that nobody polls the tables. */
final class Wakeup implements AutoCloseable {
  /** How often a waiter looks at the clock, which someone may have set; memory only. */
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(250);

  private final WallClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long generation;
  private boolean closed;

  Wakeup(WallClock clock) {
    this.clock = clock;
  }

  /** Taken before looking at the tables; a signal that comes after it ends the wait at once. */
  long generation() {
    lock.lock();
    try {
      return generation;
    } finally {
      lock.unlock();
    }
  }

  void signal() {
    lock.lock();
    try {
      generation++;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a signal since {@code seen}, until the wall clock says so, or until it is set back.
   */
  void awaitUntil(long seen, Instant until) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Instant before = clock.now();
      Instant now = before;
      while (generation == seen && !closed && now.isBefore(until) && !now.isBefore(before)) {
        long left = Duration.between(now, until).toMillis();
        long nanos = TimeUnit.MILLISECONDS.toNanos(Math.clamp(left, 1, 1_000));
        moved.awaitNanos(Math.min(GLANCE, nanos));
        before = now;
        now = clock.now();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a signal since {@code seen}, at most this long in real time. */
  void await(long seen, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (generation == seen && !closed && nanos > 0) {
        nanos = moved.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
