package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.Naming;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.StoredFile;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link RunFiles}: paths in the database, bytes in the kernel's blob store. */
public final class StoredRunFiles implements RunFiles {
  private static final int LONGEST = 2_000;
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";

  private final Kernel kernel;

  public StoredRunFiles(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public StoredFile put(SafePath path, InputStream in, long maxBytes) {
    requirePlace(kernel, path);
    try (Naming naming = kernel.artifacts().naming()) {
      return name(path, naming.put(in, maxBytes));
    }
  }

  @Override
  public StoredFile link(SafePath path, Digest digest) {
    requirePlace(kernel, path);
    try (Naming naming = kernel.artifacts().naming()) {
      Blob blob =
          naming
              .find(digest)
              .orElseThrow(
                  () ->
                      new LooplineException(
                          KernelError.ARTIFACT_NOT_FOUND, "There is no blob " + digest + "."));
      return name(path, blob);
    }
  }

  /** Refuses before anything is sent what could not be named afterwards. */
  static void requirePlace(Kernel kernel, SafePath path) {
    if (path.parts().isEmpty()) {
      throw Limits.invalid("Name a file below the artifact root.");
    }
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw Limits.invalid("The path has more than " + LONGEST + " bytes; shorten it.");
    }
    kernel
        .db()
        .read(
            h -> {
              Removed.requireThere(h, path);
              return path;
            });
  }

  private StoredFile name(SafePath path, Blob blob) {
    kernel
        .db()
        .change(
            tx -> {
              Removed.requireStillThere(tx, kernel.db().dialect(), path);
              refuseFileAsFolder(tx, path);
              ArtifactDao.put(tx, path.toString(), blob, kernel.clock().now());
            });
    return new StoredFile(path.toString(), blob.digest(), blob.size());
  }

  /** As in any file system, a file holds no files and a folder no bytes. */
  private static void refuseFileAsFolder(Tx tx, SafePath path) {
    @Nullable String inTheWay =
        ArtifactDao.isFolder(tx.handle(), path.toString()) ? path.toString() : null;
    for (int i = 1; i < path.parts().size() && inTheWay == null; i++) {
      String parent = String.join("/", path.parts().subList(0, i));
      inTheWay = ArtifactDao.find(tx.handle(), parent).isPresent() ? parent : null;
    }
    if (inTheWay != null) {
      throw Limits.invalid(
          "'"
              + path
              + "' cannot be stored: '"
              + inTheWay
              + "' is there already, as a "
              + (inTheWay.equals(path.toString()) ? "folder" : "file")
              + ". Choose another name.");
    }
  }

  @Override
  public Optional<StoredFile> find(SafePath path) {
    return kernel.db().read(h -> ArtifactDao.find(h, path.toString()));
  }

  @Override
  public List<StoredFile> list(SafePath folder) {
    String prefix = folder.parts().isEmpty() ? "" : folder + "/";
    return kernel.db().read(h -> ArtifactDao.children(h, prefix));
  }

  @Override
  public int delete(SafePath path) {
    return path.parts().isEmpty()
        ? 0
        : kernel.db().write(tx -> ArtifactDao.delete(tx, path.toString()));
  }

  @Override
  public InputStream open(StoredFile file) {
    if (file.digest() == null) {
      throw Limits.invalid("'" + file.path() + "' is a folder; name a file in it.");
    }
    return kernel.artifacts().open(file.digest());
  }

  @Override
  public Optional<SafePath> place(String artifactUri) {
    try {
      URI uri = new URI(artifactUri);
      String path = uri.getPath() == null ? "" : uri.getPath();
      String scheme = uri.getScheme() == null ? "" : uri.getScheme();
      return switch (scheme) {
        case "mlflow-artifacts" -> Optional.of(below(path));
        case "http", "https" ->
            path.contains(PROXY)
                ? Optional.of(below(path.substring(path.indexOf(PROXY) + PROXY.length())))
                : Optional.empty();
        default -> Optional.empty();
      };
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static SafePath below(String path) {
    String relative = path.replaceAll("/{2,}", "/");
    return SafePath.of(relative.startsWith("/") ? relative.substring(1) : relative);
  }
}
