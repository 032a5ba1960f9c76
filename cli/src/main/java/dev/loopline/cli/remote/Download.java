package dev.loopline.cli.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Files of the server below a folder of this machine. A path from the server never leads out of the
 * folder, nor through a link in it; a file is there whole or not at all, and none is replaced
 * unless that was asked for.
 */
public final class Download {
  private final Path folder;
  private final Existing existing;

  /** What happens to files that are there. */
  public enum Existing {
    KEEP,
    REPLACE
  }

  public Download(Path folder, Existing existing) {
    this.folder = folder;
    this.existing = existing;
  }

  /** Writes one file; its size in bytes. */
  public long write(String path, InputStream bytes) {
    Path target = below(path);
    try (bytes) {
      Path parent = target.toAbsolutePath().getParent();
      if (parent == null) {
        throw new CommandFailed("'" + path + "' is no file's name.");
      }
      Files.createDirectories(parent);
      if (existing == Existing.KEEP && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Path part = Files.createTempFile(parent, ".loopline", ".part");
      try {
        long size = Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        return size;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailed(target + " is there already. Replace it with --overwrite.");
    } catch (IOException e) {
      throw new UncheckedIOException(target + " cannot be written", e);
    }
  }

  private Path below(String path) {
    Path target = folder;
    for (String part : path.split("/", -1)) {
      boolean plain =
          !part.isEmpty()
              && !part.equals(".")
              && !part.equals("..")
              && part.chars().noneMatch(c -> c < 0x20 || c == '\\' || c == ':');
      if (!plain) {
        throw refused(path);
      }
      try {
        target = target.resolve(part);
      } catch (InvalidPathException e) {
        throw refused(path);
      }
      if (Files.isSymbolicLink(target)) {
        throw new CommandFailed(target + " is a link; nothing is written through it.");
      }
    }
    return target;
  }

  private static CommandFailed refused(String path) {
    return new CommandFailed("The path '" + path + "' is refused: it is not one of plain names.");
  }
}
