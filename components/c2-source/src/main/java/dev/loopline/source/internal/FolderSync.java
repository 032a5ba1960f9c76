package dev.loopline.source.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Syncs folders: JGit syncs files, but never the folders that make them findable. */
final class FolderSync {
  private FolderSync() {}

  static void one(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }

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
