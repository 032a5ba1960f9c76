package dev.loopline.kernel.events;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.time.WallClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Walks one subscriber along the log, from its durable cursor, for ever. */
final class EventSubscriber {
  private static final Logger LOG = Logger.getLogger(EventSubscriber.class.getName());
  private static final int BATCH = 500;
  private static final int ATTEMPTS = 5;
  private static final int SAVE_SKIPPED_EVERY = 5_000;
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

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

  /** At first true: what was asked before a restart is tried after it. */
  private volatile boolean retryAsked = true;

  private volatile boolean retrying;
  private volatile @Nullable String death;

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

  boolean hasReached(long wanted) {
    return position >= wanted && !retryAsked && !retrying;
  }

  /** What ended the thread against its will; empty while it lives. */
  Optional<String> death() {
    return Optional.ofNullable(death);
  }

  /** Tries again, soon, what was asked to be. */
  void retry() {
    retryAsked = true;
    signal.sealed();
  }

  private void run() {
    try {
      while (!closed) {
        turn();
      }
    } catch (Throwable e) {
      // The thread's boundary: what gets here is an error of the machine or of ours, and shows.
      death = e.toString();
      LOG.log(Level.SEVERE, "subscriber " + name + " has died; restart the server", e);
      signal.sealed();
    }
  }

  private void turn() {
    try {
      long seen = signal.generation();
      if (retryAsked) {
        retryWhatWasAsked();
      }
      if (!step()) {
        signal.awaitChange(seen, false, IDLE);
      }
    } catch (InterruptedException e) {
      // By stop(), which has set closed; anything else was not meant for this loop.
    } catch (RuntimeException e) {
      // What was not handled is read again: nothing is lost while the database is away.
      if (!closed) {
        LOG.log(Level.WARNING, "subscriber " + name + " cannot go on; trying again", e);
        pauseUninterrupted();
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

  private void retryWhatWasAsked() throws InterruptedException {
    // In this order, so that whoever waits for rest sees one of the two for as long as it takes.
    retrying = true;
    retryAsked = false;
    try {
      for (long asked : db.read(h -> SetAsideDao.asked(h, name))) {
        for (EventRow row : db.read(h -> EventDao.after(h, asked - 1, 1))) {
          if (handle(row.sealed())) {
            db.change(tx -> SetAsideDao.remove(tx.handle(), name, asked));
          }
        }
      }
    } catch (RuntimeException | InterruptedException e) {
      retryAsked = true;
      throw e;
    } finally {
      retrying = false;
    }
    signal.sealed();
  }

  /** Whether the event was handled; false where it was set aside. */
  private boolean handle(Event event) throws InterruptedException {
    int failed = 0;
    for (int attempt = 1; ; attempt++) {
      try {
        handler.on(event);
        return true;
      } catch (Throwable e) {
        if (closed) {
          throw new InterruptedException();
        }
        boolean passing = Failures.mayPass(e);
        failed += passing ? 0 : 1;
        if (failed == ATTEMPTS) {
          LOG.log(Level.SEVERE, "subscriber " + name + " sets aside " + event.id(), e);
          db.change(
              tx ->
                  SetAsideDao.add(tx.handle(), name, event.position(), e.toString(), clock.now()));
          return false;
        }
        LOG.log(Level.WARNING, "subscriber " + name + " failed on " + event.id(), e);
        Thread.sleep(pauseAfter(attempt));
      }
    }
  }

  private static Duration pauseAfter(int attempt) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, 20));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private void pauseUninterrupted() {
    try {
      Thread.sleep(IDLE);
    } catch (InterruptedException e) {
      // The loop sees that it is closed.
    }
  }

  /** Asks the thread to end; {@link #awaitEnd} waits for it. */
  void stop() {
    closed = true;
    thread.interrupt();
  }

  void awaitEnd() {
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
