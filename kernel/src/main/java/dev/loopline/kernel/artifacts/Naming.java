package dev.loopline.kernel.artifacts;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Holds on to blobs from before they are visible until whoever stored or found them has written
 * down that they are used: open it around both, and close it after the commit. What is held is
 * never removed, however long the commit takes.
 */
public interface Naming extends AutoCloseable {
  /** {@link Artifacts#put(InputStream, long)}, held. */
  Blob put(InputStream in, long maxBytes);

  /** {@link Artifacts#put(Path)}, held. */
  Blob put(Path file);

  /** A blob that is there, and stays there; empty where it is not. */
  Optional<Blob> find(Digest digest);

  @Override
  void close();
}
