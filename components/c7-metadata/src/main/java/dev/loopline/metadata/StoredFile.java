package dev.loopline.metadata;

import dev.loopline.kernel.artifacts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a folder that files lie in.
 *
 * @param path from the artifact root
 * @param digest null for a folder
 * @param size in bytes; 0 for a folder
 */
public record StoredFile(String path, @Nullable Digest digest, long size) {
  public boolean isFolder() {
    return digest == null;
  }

  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
