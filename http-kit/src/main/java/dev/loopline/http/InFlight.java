package dev.loopline.http;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many requests are under way, and whether more may come. */
final class InFlight {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private int count;
  private boolean closed;

  boolean enter() {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      count++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      count--;
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more, and waits for those inside. */
  void drain(Duration atMost) {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      closed = true;
      while (count > 0 && nanos > 0) {
        nanos = left.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
