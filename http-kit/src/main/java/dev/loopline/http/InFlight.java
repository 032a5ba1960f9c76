package dev.loopline.http;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many requests are under way, and whether more may come. */
final class InFlight {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private final Set<Thread> streams = new HashSet<>();
  private int count;
  private boolean closed;

  boolean enter(boolean streaming) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (streaming) {
        streams.add(Thread.currentThread());
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
      streams.remove(Thread.currentThread());
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more, ends the streams, and waits for those inside. */
  void drain(Duration atMost) {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      closed = true;
      streams.forEach(Thread::interrupt);
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
