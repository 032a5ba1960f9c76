package dev.loopline.kernel.artifacts;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** {@link Sweep} over files. */
final class FileSweep implements Sweep {
  private final FileArtifacts store;
  private final HeldBlobs held;

  FileSweep(FileArtifacts store, HeldBlobs held) {
    this.store = store;
    this.held = held;
    held.beginSweep();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void list(Consumer<List<StoredBlob>> some) {
    store.list(some);
  }

  @Override
  public boolean remove(Digest digest, Instant since) {
    return store.remove(digest, since);
  }

  @Override
  public void close() {
    held.endSweep();
  }
}
