package dev.loopline.cli.mlflow;

import dev.loopline.cli.print.Texts;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends the reading of answers that have stopped coming or come too slowly, which otherwise would
 * wait for ever. Only the time in which the source is waited for counts, not what its reader takes.
 */
final class Stalls implements AutoCloseable {
  private static final long LONGEST_LOOK_MILLIS = 5_000;

  /** What comes more slowly than so many bytes a second drips. */
  private static final long SLOWEST = 1_000;

  private final Patience patience;
  private final Set<Watch> watched = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("stalled-answers").factory());

  Stalls(Patience patience) {
    this.patience = patience;
    long shortest = Math.min(patience.whole().toMillis(), patience.stall().toMillis());
    long look = Math.clamp(shortest / 10, 1, LONGEST_LOOK_MILLIS);
    clock.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
  }

  /**
   * An answer that must be there as a whole.
   *
   * @param asked when, by {@link System#nanoTime}
   */
  Watch whole(InputStream body, long asked) {
    return watch(new Watch(body, asked + patience.whole().toNanos(), true));
  }

  /** An answer that may take its time as long as it flows. */
  Watch flowing(InputStream body) {
    return watch(new Watch(body, 0, false));
  }

  private Watch watch(Watch watch) {
    watched.add(watch);
    return watch;
  }

  private void look() {
    long now = System.nanoTime();
    watched.forEach(watch -> watch.endIfLate(now));
  }

  /** One answer that is read. */
  final class Watch implements AutoCloseable {
    private final InputStream body;
    private final long deadline;
    private final boolean isWhole;
    private volatile boolean waiting;
    private volatile long since = System.nanoTime();
    private volatile long waited;
    private volatile long bytes;
    private volatile String ended = "";

    private Watch(InputStream body, long deadline, boolean isWhole) {
      this.body = body;
      this.deadline = deadline;
      this.isWhole = isWhole;
    }

    /** Why it was ended; empty where it was not. */
    String ended() {
      return ended;
    }

    InputStream stream() {
      return new FilterInputStream(body) {
        @Override
        public int read() throws IOException {
          begin();
          int one = -1;
          try {
            one = super.read();
            return one;
          } finally {
            end(one < 0 ? 0 : 1);
          }
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          begin();
          int some = 0;
          try {
            some = super.read(into, from, length);
            return some;
          } finally {
            end(Math.max(some, 0));
          }
        }
      };
    }

    private void begin() {
      since = System.nanoTime();
      waiting = true;
    }

    // Only the reading thread writes these; the clock's only reads them.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void end(long more) {
      waiting = false;
      waited += System.nanoTime() - since;
      bytes += more;
    }

    private void endIfLate(long now) {
      String late = late(now);
      if (late.isEmpty() || !ended.isEmpty()) {
        return;
      }
      ended = late;
      try {
        body.close();
      } catch (IOException e) {
        // The reader is told by its own next read.
        watched.remove(this);
      }
    }

    private String late(long now) {
      if (isWhole) {
        return now - deadline > 0
            ? "did not come whole within " + Texts.duration(patience.whole())
            : "";
      }
      long stall = patience.stall().toNanos();
      long still = waiting ? Math.max(0, now - since) : 0;
      if (still > stall) {
        return "stopped coming: no byte for " + Texts.duration(patience.stall());
      }
      Duration due = patience.stall().plusMillis(bytes * 1000 / SLOWEST);
      return waited + still > due.toNanos()
          ? "came more slowly than " + SLOWEST + " bytes a second"
          : "";
    }

    @Override
    public void close() {
      watched.remove(this);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
