package dev.loopline.kernel.artifacts;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * A walk through the blobs that may remove some, while others store and name. From its begin to its
 * end the store remembers whatever is stored or held, also what was held already: none of it is
 * removed by this walk. So what the walker reads after its begin (which blobs are used) is never
 * out of date where it matters, whatever the clock does.
 */
public interface Sweep extends AutoCloseable {
  /** The time on the clock that blobs are stamped with. */
  Instant now();

  /** All blobs, in lists of some; those that come meanwhile may be among them or not. */
  void list(Consumer<List<StoredBlob>> some);

  /**
   * Removes a blob that nobody uses; false, and all as it was, where it was stored later than the
   * time given, or the store remembers it.
   */
  boolean remove(Digest digest, Instant since);

  @Override
  void close();
}
