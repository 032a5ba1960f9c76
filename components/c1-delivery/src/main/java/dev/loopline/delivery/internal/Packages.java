package dev.loopline.delivery.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.workflow.spi.StepContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;

/** Archives on their way into and out of the artifact store, by a file and never in memory. */
final class Packages {
  private static final String SUFFIX = ".tar";

  private final Kernel kernel;

  Packages(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Removes what a crash has left. */
  void clear() {
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear " + folder(), e);
    }
  }

  /** What an archive is made of. */
  @FunctionalInterface
  interface Filling {
    void into(SourceArchive.Writer archive) throws IOException;
  }

  /** Stores an archive of at most so many bytes of files. */
  Blob store(long most, Filling filling) throws IOException {
    Path file = Files.createTempFile(folder(), "package", SUFFIX);
    try {
      try (SourceArchive.Writer writer = new SourceArchive.Writer(file, most)) {
        filling.into(writer);
      }
      return kernel.artifacts().put(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  InputStream open(Digest digest) {
    return kernel.artifacts().open(digest);
  }

  /** The archive that a task before this one has made. */
  static Digest of(StepContext context, String task) {
    return Digest.parse(
        Objects.requireNonNull(
                context.inputs().get(task), () -> "the step needs the outputs of " + task)
            .path("digest")
            .asText());
  }

  static String digest(InputStream content) throws IOException {
    DigestInputStream in = new DigestInputStream(content, Digest.sha256());
    in.transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(in.getMessageDigest().digest());
  }

  private Path folder() {
    return kernel.folder("delivery");
  }
}
