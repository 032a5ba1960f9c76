package dev.loopline.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The attempts' folders below the worker's own, each called by its attempt's token. */
final class Folders {
  private static final Logger LOG = Logger.getLogger(Folders.class.getName());

  private Folders() {}

  /** Makes the worker's folder, and removes what a killed worker has left there. */
  static void prepare(Path work) throws IOException {
    Files.createDirectories(work);
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(work)) {
      leftovers =
          entries.filter(e -> e.getFileName().toString().matches("[0-9a-f]{32}(\\.tar)?")).toList();
    }
    leftovers.forEach(Folders::delete);
  }

  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      LOG.log(Level.WARNING, folder + " could not be removed; remove it by hand", e);
    }
  }
}
