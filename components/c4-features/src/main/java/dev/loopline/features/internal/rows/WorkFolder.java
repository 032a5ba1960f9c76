package dev.loopline.features.internal.rows;

import dev.loopline.kernel.files.DiskFull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for one piece of work, gone when that is done. */
public record WorkFolder(Path path) implements AutoCloseable {
  public WorkFolder {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("create " + path, e);
    }
  }

  /** A slice of a source's lines as a file. */
  public Path slice(SegmentLog log, long from, long to) {
    Path lines = path.resolve("rows-" + from + ".jsonl");
    try {
      log.copy(from, to, lines);
      return lines;
    } catch (IOException e) {
      throw DiskFull.orUnchecked("copy rows to " + lines, e);
    }
  }

  /** An empty folder inside. */
  public Path out() {
    try {
      return Files.createDirectories(path.resolve("out"));
    } catch (IOException e) {
      throw DiskFull.orUnchecked("create a folder in " + path, e);
    }
  }

  /** Removes a folder and all in it. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    delete(path);
  }
}
