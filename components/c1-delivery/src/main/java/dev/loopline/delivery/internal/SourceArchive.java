package dev.loopline.delivery.internal;

import dev.loopline.delivery.DeliveryError;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files as a tar archive that depends on nothing but their paths, modes and bytes. */
final class SourceArchive {
  /** What a repository may hold in all; data belongs into sources, not into git. */
  static final long LARGEST = 64 << 20;

  /** Below it lie the product's files, as workers expect. */
  static final String SOURCE = "source/";

  private static final int EXECUTABLE = 0100;

  private SourceArchive() {}

  /** Writes an archive, file by file, in the caller's order. */
  static final class Writer implements AutoCloseable {
    private final TarArchiveOutputStream tar;
    private final long most;
    private long total;

    Writer(Path file, long most) throws IOException {
      this.tar =
          new TarArchiveOutputStream(
              new BufferedOutputStream(Files.newOutputStream(file)), "UTF-8");
      this.most = most;
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    void add(Entry entry, InputStream content) throws IOException {
      total += entry.size();
      if (total > most) {
        throw new LooplineException(
            DeliveryError.SOURCE_TOO_LARGE,
            "The files have more than "
                + (most >> 20)
                + " MiB; keep data out of the repository and upload it as a source.");
      }
      TarArchiveEntry header = new TarArchiveEntry(entry.path());
      header.setSize(entry.size());
      header.setModTime(0);
      header.setMode(entry.executable() ? 0755 : 0644);
      header.setIds(0, 0);
      header.setNames("", "");
      tar.putArchiveEntry(header);
      content.transferTo(tar);
      tar.closeArchiveEntry();
    }

    long total() {
      return total;
    }

    @Override
    public void close() throws IOException {
      tar.close();
    }
  }

  /** A file of an archive. */
  record Entry(String path, boolean executable, long size) {}

  /** Takes a file while it is read. */
  @FunctionalInterface
  interface Visitor {
    void file(Entry entry, InputStream content) throws IOException;
  }

  /**
   * Reads an archive. One that holds anything but plain files with paths of their own is refused.
   */
  static void visit(InputStream archive, Visitor visitor) {
    Set<String> seen = new HashSet<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new BufferedInputStream(archive), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String path = SafePath.of(entry.getName()).toString();
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || !seen.add(path)) {
          throw new LooplineException(
              DeliveryError.ARCHIVE_INVALID,
              "The archive's entry '" + path + "' is no plain file, or is there twice.");
        }
        boolean executable = (entry.getMode() & EXECUTABLE) != 0;
        visitor.file(new Entry(path, executable, entry.getSize()), tar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the archive cannot be read", e);
    }
  }

  /**
   * The product's files of some names, by path, for reading: of a file that is larger than {@code
   * most} one byte more than that.
   */
  static SortedMap<String, byte[]> read(InputStream archive, Predicate<String> wanted, int most) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    visit(
        archive,
        (entry, content) -> {
          if (entry.path().startsWith(SOURCE)) {
            String path = entry.path().substring(SOURCE.length());
            if (wanted.test(path)) {
              files.put(path, content.readNBytes(most + 1));
            }
          }
        });
    return files;
  }
}
