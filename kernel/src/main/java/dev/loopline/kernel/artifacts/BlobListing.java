package dev.loopline.kernel.artifacts;

import dev.loopline.kernel.files.DiskFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Lists the blobs of a folder, one shard's names in memory at a time. */
final class BlobListing {
  private static final int SOME = 200;

  private BlobListing() {}

  static void list(Path blobs, Consumer<List<StoredBlob>> some) {
    for (Path shard : children(blobs)) {
      List<StoredBlob> found = new ArrayList<>(SOME);
      for (Path file : children(shard)) {
        add(file, found);
        if (found.size() == SOME) {
          some.accept(List.copyOf(found));
          found.clear();
        }
      }
      if (!found.isEmpty()) {
        some.accept(List.copyOf(found));
      }
    }
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw DiskFull.orUnchecked("list " + folder, e);
    }
  }

  /** What has no digest's name is none of the store's, and is left alone. */
  private static void add(Path file, List<StoredBlob> found) {
    String name = file.getFileName().toString();
    if (!name.matches("[0-9a-f]{64}")) {
      return;
    }
    try {
      BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
      found.add(new StoredBlob(new Digest(name), read.size(), read.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException e) {
      // Gone meanwhile.
    } catch (IOException e) {
      throw DiskFull.orUnchecked("look at " + file, e);
    }
  }
}
