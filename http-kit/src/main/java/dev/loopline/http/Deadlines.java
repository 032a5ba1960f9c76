package dev.loopline.http;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Interrupts handlers that take longer than their route allows. */
final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  Deadlines() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("http-deadlines").daemon(true).factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Runs from its making until {@link #close}; then the thread is left alone. */
  final class Deadline implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final ScheduledFuture<?> alarm;
    private boolean over;
    private boolean passed;

    private Deadline(Duration time) {
      alarm = timer.schedule(this::pass, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void pass() {
      if (!over) {
        passed = true;
        thread.interrupt();
      }
    }

    synchronized boolean hasPassed() {
      return passed;
    }

    @Override
    public void close() {
      synchronized (this) {
        over = true;
        if (passed) {
          // The interrupt was meant for this request; the connection's next one starts without.
          Thread.interrupted();
        }
      }
      alarm.cancel(false);
    }
  }

  Deadline start(Duration time) {
    return new Deadline(time);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
