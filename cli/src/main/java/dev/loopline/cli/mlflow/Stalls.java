package dev.loopline.cli.mlflow;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends the reading of answers that have stopped coming, which otherwise would wait for ever. */
final class Stalls implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(120);
  private static final long LOOK_SECONDS = 5;

  private final Set<Watch> watched = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("stalled-answers").factory());

  Stalls() {
    clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  Watch watch(InputStream body) {
    Watch watch = new Watch(body);
    watched.add(watch);
    return watch;
  }

  private void look() {
    long now = System.nanoTime();
    watched.forEach(watch -> watch.endIfStalled(now));
  }

  /** One answer that is read. */
  final class Watch implements AutoCloseable {
    private final InputStream body;
    private volatile long last = System.nanoTime();

    private Watch(InputStream body) {
      this.body = body;
    }

    InputStream stream() {
      return new FilterInputStream(body) {
        @Override
        public int read() throws IOException {
          int one = super.read();
          last = System.nanoTime();
          return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          last = System.nanoTime();
          int some = super.read(into, from, length);
          last = System.nanoTime();
          return some;
        }
      };
    }

    private void endIfStalled(long now) {
      if (now - last > LONGEST.toNanos()) {
        try {
          body.close();
        } catch (IOException e) {
          // The reader is told by its own next read.
          watched.remove(this);
        }
      }
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
