package dev.loopline.kernel.artifacts;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.files.Durable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The blob store in a local folder: {@code sha256/ab/ab12…}, uploads under {@code incoming/}. */
public final class FileArtifacts implements Artifacts {
  private final Path blobs;
  private final Path incoming;

  /** The folders below {@code sha256/} whose names this process has synced. */
  private final Set<String> durableShards = ConcurrentHashMap.newKeySet();

  private final HeldBlobs held = new HeldBlobs();

  private FileArtifacts(Path root) {
    this.blobs = root.resolve("sha256");
    this.incoming = root.resolve("incoming");
  }

  /** Opens the store, and removes what a killed process left half uploaded. */
  public static FileArtifacts open(Path root) {
    FileArtifacts store = new FileArtifacts(root);
    try {
      Durable.createDirectories(store.blobs);
      Durable.createDirectories(store.incoming);
      try (Stream<Path> leftovers = Files.list(store.incoming)) {
        for (Path leftover : leftovers.toList()) {
          Files.deleteIfExists(leftover);
        }
      }
      return store;
    } catch (IOException e) {
      throw DiskFull.orUnchecked("open the artifact store at " + root, e);
    }
  }

  @Override
  public Blob put(InputStream in, long maxBytes) {
    try (FileNaming naming = new FileNaming(this, held)) {
      return naming.put(in, maxBytes);
    }
  }

  /**
   * @param first told the digest before the blob is visible
   */
  Blob put(InputStream in, long maxBytes, Consumer<Digest> first) {
    Path part = null;
    try {
      part = Files.createTempFile(incoming, "blob-", ".part");
      MessageDigest sha = Digest.sha256();
      long size = copySynced(in, part, sha, maxBytes);
      Digest digest = new Digest(HexFormat.of().formatHex(sha.digest()));
      first.accept(digest);
      publish(part, digest);
      return new Blob(digest, size);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("store a blob", e);
    } finally {
      deleteQuietly(part);
    }
  }

  @Override
  public Blob put(Path file) {
    try (FileNaming naming = new FileNaming(this, held)) {
      return naming.put(file);
    }
  }

  Blob put(Path file, Consumer<Digest> first) {
    try (InputStream in = Files.newInputStream(file)) {
      return put(in, Long.MAX_VALUE, first);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("read " + file, e);
    }
  }

  private static long copySynced(InputStream in, Path part, MessageDigest sha, long maxBytes)
      throws IOException {
    byte[] buffer = new byte[128 * 1024];
    long size = 0;
    try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
      // Full buffers: what comes from a socket in odd lengths would be written beside page borders.
      for (int n = fill(in, buffer); n > 0; n = fill(in, buffer)) {
        size += n;
        if (size > maxBytes) {
          throw new LooplineException(
              KernelError.TOO_LARGE, "The upload has more than " + maxBytes + " bytes.");
        }
        sha.update(buffer, 0, n);
        ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, n);
        while (chunk.hasRemaining()) {
          out.write(chunk);
        }
      }
      out.force(true);
    }
    return size;
  }

  private static int fill(InputStream in, byte[] buffer) throws IOException {
    return in.readNBytes(buffer, 0, buffer.length);
  }

  private void publish(Path part, Digest digest) throws IOException {
    Path target = path(digest);
    String shard = shard(digest);
    if (!durableShards.contains(shard)) {
      // That the folder exists is not enough: its maker may not have come to syncing its name yet.
      Durable.createDirectories(blobs.resolve(shard));
      durableShards.add(shard);
    }
    held.shared(
        digest,
        () -> {
          Durable.move(part, target);
          return target;
        });
  }

  @Override
  public Naming naming() {
    return new FileNaming(this, held);
  }

  /** Finds a blob that the caller holds: no removal is under way when it is found. */
  Optional<Blob> findHeld(Digest digest) {
    try {
      return held.shared(digest, () -> find(digest));
    } catch (IOException e) {
      throw DiskFull.orUnchecked("look for " + digest, e);
    }
  }

  @Override
  public Sweep sweep() {
    return new FileSweep(this, held);
  }

  void list(Consumer<List<StoredBlob>> some) {
    BlobListing.list(blobs, some);
  }

  boolean remove(Digest digest, Instant since) {
    try {
      return held.alone(
          digest,
          () -> {
            // Looked at under the lock: whoever stores or finds it comes wholly before or after.
            if (held.isKept(digest)
                || Files.getLastModifiedTime(path(digest)).toInstant().isAfter(since)) {
              return false;
            }
            Files.delete(path(digest));
            return true;
          });
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw DiskFull.orUnchecked("remove " + digest, e);
    }
  }

  @Override
  public Optional<Blob> find(Digest digest) {
    try {
      return Optional.of(new Blob(digest, Files.size(path(digest))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DiskFull.orUnchecked("look for " + digest, e);
    }
  }

  @Override
  public InputStream open(Digest digest) {
    try {
      // A link that somebody put there leads out of the store.
      return new VerifiedInputStream(
          Files.newInputStream(path(digest), LinkOption.NOFOLLOW_LINKS), digest);
    } catch (NoSuchFileException e) {
      throw missing(digest);
    } catch (IOException e) {
      if (Files.isSymbolicLink(path(digest))) {
        throw new LooplineException(
            KernelError.ARTIFACT_CORRUPT,
            "In place of " + digest + " stands a link, which is not followed. Restore a backup.");
      }
      throw DiskFull.orUnchecked("open " + digest, e);
    }
  }

  @Override
  public byte[] read(Digest digest, int maxBytes) {
    Blob blob = find(digest).orElseThrow(() -> missing(digest));
    if (blob.size() > maxBytes) {
      throw new LooplineException(
          KernelError.TOO_LARGE,
          digest + " has " + blob.size() + " bytes; at most " + maxBytes + " are read here.");
    }
    try (InputStream in = open(digest)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw DiskFull.orUnchecked("read " + digest, e);
    }
  }

  @Override
  public Path file(Digest digest) {
    try (InputStream in = open(digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw DiskFull.orUnchecked("verify " + digest, e);
    }
    return path(digest);
  }

  private Path path(Digest digest) {
    return blobs.resolve(shard(digest)).resolve(digest.hex());
  }

  private static String shard(Digest digest) {
    return digest.hex().substring(0, 2);
  }

  private static void deleteQuietly(@org.jspecify.annotations.Nullable Path part) {
    try {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      // The next start removes it; the outcome of the upload does not depend on it.
    }
  }

  private static LooplineException missing(Digest digest) {
    return new LooplineException(
        KernelError.ARTIFACT_NOT_FOUND, "There is no blob " + digest + " in the artifact store.");
  }
}
