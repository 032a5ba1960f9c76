package dev.loopline.kernel.artifacts;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which blobs somebody is about to name, and who may look at a blob's file while another takes it
 * away: storing and finding share a lock, removing has it alone. So a blob is either found, and
 * then kept, or it is gone, and whoever wants to name it is told.
 */
final class HeldBlobs {
  private static final int STRIPES = 64;

  private final Map<Digest, Integer> held = new ConcurrentHashMap<>();

  /** While a sweep goes on, all that is or was held since its begin. */
  private volatile @Nullable Set<Digest> remembered;

  private final ReadWriteLock[] stripes =
      IntStream.range(0, STRIPES)
          .mapToObj(i -> new ReentrantReadWriteLock())
          .toArray(ReadWriteLock[]::new);

  /** Something done to a blob's file. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  void hold(Digest digest) {
    // In this order, and a sweep's begin in the other: one of the two sees the other.
    held.merge(digest, 1, Integer::sum);
    Set<Digest> since = remembered;
    if (since != null) {
      since.add(digest);
    }
  }

  void release(Digest digest) {
    held.computeIfPresent(digest, (d, holders) -> holders == 1 ? null : holders - 1);
  }

  void beginSweep() {
    Set<Digest> since = ConcurrentHashMap.newKeySet();
    remembered = since;
    since.addAll(held.keySet());
  }

  void endSweep() {
    remembered = null;
  }

  boolean isKept(Digest digest) {
    Set<Digest> since = remembered;
    return held.containsKey(digest) || since == null || since.contains(digest);
  }

  <T> T shared(Digest digest, Work<T> work) throws IOException {
    return locked(stripe(digest).readLock(), work);
  }

  <T> T alone(Digest digest, Work<T> work) throws IOException {
    return locked(stripe(digest).writeLock(), work);
  }

  private static <T> T locked(Lock lock, Work<T> work) throws IOException {
    lock.lock();
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }

  private ReadWriteLock stripe(Digest digest) {
    return stripes[Math.floorMod(digest.hashCode(), STRIPES)];
  }
}
