package dev.loopline.cli.print;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.remote.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * Files of the server below a folder of this machine. A path from the server never leads out of the
 * folder, nor through a link in it; a file is there whole or not at all, and none is replaced
 * unless that was asked for.
 */
public final class Download {
  @Option(
      names = "--to",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where they go. Default: this folder.")
  Path folder = Path.of(".");

  @Option(names = "--overwrite", description = "Replace files that are there.")
  boolean overwrite;

  /** Gives the bytes of a file of the server. */
  @FunctionalInterface
  public interface Opener {
    InputStream open(String path);
  }

  /** Writes all files, and tells of them. */
  public void write(List<String> paths, Opener opener, Printer printer) {
    ObjectNode answer = Printer.object().put("to", folder.toString());
    ArrayNode files = answer.putArray("files");
    long bytes = 0;
    for (String path : paths) {
      long size = write(path, opener.open(path));
      files.addObject().put("path", path).put("size", size);
      bytes += size;
    }
    printer.done(
        paths.size()
            + (paths.size() == 1 ? " file, " : " files, ")
            + Texts.bytes(bytes)
            + ", in "
            + folder
            + ".",
        answer.put("bytes", bytes));
  }

  private long write(String path, InputStream bytes) {
    Path target = below(path);
    try (bytes) {
      Path parent = target.toAbsolutePath().getParent();
      if (parent == null) {
        throw new CommandFailed("'" + path + "' is no file's name.");
      }
      Files.createDirectories(parent);
      if (!overwrite && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
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
