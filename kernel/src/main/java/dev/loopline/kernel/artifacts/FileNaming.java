package dev.loopline.kernel.artifacts;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** {@link Naming} over files. */
final class FileNaming implements Naming {
  private final FileArtifacts store;
  private final HeldBlobs held;
  private final Queue<Digest> own = new ConcurrentLinkedQueue<>();

  FileNaming(FileArtifacts store, HeldBlobs held) {
    this.store = store;
    this.held = held;
  }

  private void hold(Digest digest) {
    held.hold(digest);
    own.add(digest);
  }

  @Override
  public Blob put(InputStream in, long maxBytes) {
    return store.put(in, maxBytes, this::hold);
  }

  @Override
  public Blob put(Path file) {
    return store.put(file, this::hold);
  }

  @Override
  public Optional<Blob> find(Digest digest) {
    hold(digest);
    return store.findHeld(digest);
  }

  @Override
  public void close() {
    for (Digest digest = own.poll(); digest != null; digest = own.poll()) {
      held.release(digest);
    }
  }
}
