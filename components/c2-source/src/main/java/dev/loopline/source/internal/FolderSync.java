package dev.loopline.source.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Syncs folders: JGit syncs files, but never the folders that make them findable. Packs are synced
 * before any ref names them; refs while nobody else moves them.
 */
final class FolderSync {
  private FolderSync() {}

  /** Where a push's pack lies. */
  static void packs(Path repository) throws IOException {
    one(repository.resolve("objects/pack"));
    one(repository.resolve("objects"));
  }

  /** Packed and loose refs; the caller holds the repository's lock. */
  static void refs(Path repository) throws IOException {
    tree(repository.resolve("refs"));
    one(repository);
  }

  static void one(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }

  /** All folders below one that nobody changes meanwhile. */
  static void tree(Path root) throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.walk(root)) {
      folders = all.filter(Files::isDirectory).toList();
    }
    for (Path folder : folders) {
      one(folder);
    }
  }
}
