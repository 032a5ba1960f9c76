package dev.loopline.kernel.events;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.time.WallClock;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Walks one subscriber along the log, from its durable cursor, for ever. */
final class EventSubscriber implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventSubscriber.class.getName());
  private static final int BATCH = 500;
  private static final int ATTEMPTS = 5;
  private static final int SAVE_SKIPPED_EVERY = 5_000;
  private static final Duration IDLE = Duration.ofSeconds(2);

  private final String name;
  private final EventFilter filter;
  private final EventHandler handler;
  private final Database db;
  private final WallClock clock;
  private final EventSignal signal;
  private final Thread thread;
  private volatile long position;
  private long saved;
  private volatile boolean closed;

  EventSubscriber(
      String name,
      EventFilter filter,
      EventHandler handler,
      Database db,
      WallClock clock,
      EventSignal signal) {
    this.name = name;
    this.filter = filter;
    this.handler = handler;
    this.db = db;
    this.clock = clock;
    this.signal = signal;
    this.thread = Thread.ofVirtual().name("subscriber-" + name).unstarted(this::run);
  }

  void start() {
    position = db.read(h -> EventDao.cursor(h, name));
    saved = position;
    thread.start();
  }

  long position() {
    return position;
  }

  private void run() {
    while (!closed) {
      try {
        long seen = signal.generation();
        if (!step()) {
          signal.awaitChange(seen, false, IDLE);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The thread's boundary: reading the log failed, so nothing was handled; go on later.
        if (!closed) {
          LOG.log(Level.WARNING, "subscriber " + name + " cannot read the log; trying again", e);
          pause(IDLE);
        }
      }
    }
  }

  /** Handles the next batch; false where there is none. */
  private boolean step() throws InterruptedException {
    List<EventRow> rows = db.read(h -> EventDao.after(h, position, BATCH));
    boolean handled = false;
    for (EventRow row : rows) {
      Event event = row.sealed();
      if (filter.matches(event)) {
        handle(event);
        handled = true;
      }
      if (closed) {
        return true;
      }
      position = event.position();
    }
    if (rows.isEmpty()) {
      return false;
    }
    if (handled || position - saved >= SAVE_SKIPPED_EVERY) {
      db.change(tx -> EventDao.saveCursor(tx.handle(), name, position));
      saved = position;
    }
    signal.sealed();
    return true;
  }

  private void handle(Event event) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        handler.on(event);
        return;
      } catch (RuntimeException e) {
        if (closed) {
          throw new InterruptedException();
        }
        if (attempt == ATTEMPTS) {
          LOG.log(Level.SEVERE, "subscriber " + name + " sets aside " + event.id(), e);
          db.change(
              tx ->
                  EventDao.setAside(
                      tx.handle(),
                      name,
                      event.position(),
                      e.toString(),
                      clock.now().toEpochMilli()));
          return;
        }
        LOG.log(Level.WARNING, "subscriber " + name + " failed on " + event.id(), e);
        Thread.sleep(Duration.ofMillis(50L << attempt));
      }
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
