package dev.loopline.metadata;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The files of the metadata store, by their path below its artifact root; a run's lie below its
 * experiment's location. A file is synced before it is visible, and verified while it is read.
 */
public interface RunFiles {
  /** Stores a file; the same path again replaces it. */
  StoredFile put(SafePath path, InputStream in, long maxBytes);

  /** Makes a blob that is stored already a file. */
  StoredFile link(SafePath path, Digest digest);

  Optional<StoredFile> find(SafePath path);

  /** Files and folders directly in a folder, by name. */
  List<StoredFile> list(SafePath folder);

  /** Removes a file, or a folder with all in it; says how many files went. */
  int delete(SafePath path);

  InputStream open(StoredFile file);

  /**
   * Where a URI lies in this store; empty where it lies elsewhere, which this server does not
   * touch.
   *
   * @param artifactUri such as {@code mlflow-artifacts:/1/<run>/artifacts}
   */
  Optional<SafePath> place(String artifactUri);
}
