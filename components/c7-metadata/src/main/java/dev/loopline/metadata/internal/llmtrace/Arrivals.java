package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.db.Tx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Wakes those who wait for more of a trace when this server has committed more of it. */
final class Arrivals {
  /** What another server takes in on the same database is looked for this often. */
  private static final long ELSEWHERE_MILLIS = 500;

  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

  /** Tells of a change of a trace once it is committed. */
  void tell(Tx tx, String id) {
    tx.afterCommit(
        () -> {
          CompletableFuture<Void> next = waiting.remove(id);
          if (next != null) {
            next.complete(null);
          }
        });
  }

  /** Looks at a trace until it is as it should be or the time is over; gives the last look. */
  <T> T await(String id, Supplier<T> look, Predicate<T> wanted, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      // Before the look, so that what arrives after it is not missed.
      CompletableFuture<Void> next = waiting.computeIfAbsent(id, i -> new CompletableFuture<>());
      try {
        T seen = look.get();
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (wanted.test(seen) || left <= 0) {
          return seen;
        }
        next.get(Math.min(left, ELSEWHERE_MILLIS), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Looks again.
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } finally {
        // Whoever waits on it as well is woken, looks again and waits on a new one.
        if (waiting.remove(id, next)) {
          next.complete(null);
        }
      }
    }
  }
}
