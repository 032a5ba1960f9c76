package dev.loopline.kernel.artifacts;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Content-addressed blobs. When {@link #put} returns, the blob is synced to disk and visible under
 * its digest; before, it is not there at all. Storing the same bytes again is a no-op that heals a
 * damaged copy.
 */
public interface Artifacts {
  /**
   * Streams a blob in. More than {@code maxBytes} is refused with {@code TOO_LARGE} and leaves
   * nothing behind.
   */
  Blob put(InputStream in, long maxBytes);

  /** Stores a file, which stays where it is. */
  Blob put(Path file);

  default Blob put(byte[] bytes) {
    return put(new java.io.ByteArrayInputStream(bytes), bytes.length);
  }

  Optional<Blob> find(Digest digest);

  /**
   * The blob's bytes, verified while they are read: a damaged blob fails with {@code
   * ARTIFACT_CORRUPT} before its last bytes are handed out, so that it is never taken for whole.
   */
  InputStream open(Digest digest);

  /** All bytes of a small blob, verified; more than {@code maxBytes} is {@code TOO_LARGE}. */
  byte[] read(Digest digest, int maxBytes);

  /**
   * A verified, read-only file with the blob's bytes, for engines that read paths. The store may
   * remove it only when the blob goes.
   */
  Path file(Digest digest);

  /**
   * For what stores or finds blobs in order to write down that they are used. Without it, a blob
   * that is stored in one step and named in a later one is safe only as long as the collection's
   * grace says.
   */
  Naming naming();

  /** Begins to look for blobs that nobody uses; one at a time. */
  Sweep sweep();
}
