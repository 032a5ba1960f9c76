package dev.loopline.kernel.events;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Seals on PostgreSQL: wakes when this server appends, and now and then for other servers'. */
final class EventSealer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventSealer.class.getName());
  private static final Duration OTHER_SERVERS = Duration.ofMillis(250);

  private final Runnable seal;
  private final EventSignal signal;
  private final Thread thread;
  private volatile boolean closed;

  EventSealer(Runnable seal, EventSignal signal) {
    this.seal = seal;
    this.signal = signal;
    this.thread = Thread.ofVirtual().name("event-sealer").start(this::run);
  }

  private void run() {
    while (!closed) {
      long seen = signal.appendedGeneration();
      try {
        seal.run();
        signal.awaitChange(seen, true, OTHER_SERVERS);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The thread's boundary: a lost database must not end sealing for good.
        LOG.log(Level.WARNING, "sealing failed; trying again", e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(OTHER_SERVERS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
