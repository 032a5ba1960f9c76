package dev.loopline.kernel.events;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Wakes those that wait for the log, so that nobody polls it. */
public final class EventSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long generation;
  private long appendedGeneration;

  /** Something new may be read, or a subscriber has moved. */
  public void sealed() {
    lock.lock();
    try {
      generation++;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void appended() {
    lock.lock();
    try {
      appendedGeneration++;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long generation() {
    lock.lock();
    try {
      return generation;
    } finally {
      lock.unlock();
    }
  }

  long appendedGeneration() {
    lock.lock();
    try {
      return appendedGeneration;
    } finally {
      lock.unlock();
    }
  }

  /** Waits while the generation is still {@code seen}, at most this long. */
  void awaitChange(long seen, boolean appends, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while ((appends ? appendedGeneration : generation) == seen && nanos > 0) {
        nanos = moved.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Evaluates the condition at every movement until it holds; false when the time is over. */
  public boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      long seen = generation();
      if (condition.getAsBoolean()) {
        return true;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      // Another server's events do not signal here, so the wait has an end.
      awaitChange(
          seen, false, Duration.ofNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(250))));
    }
  }
}
