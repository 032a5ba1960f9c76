package dev.loopline.features.internal.rows;

import dev.loopline.features.FeatureError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.Durable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a {@link SegmentLog}, each named by the offset of its first byte. */
record SegmentFolder(Path path) {
  /**
   * The segments up to what was acknowledged, held against each other: each ends where the next
   * begins. Bytes beyond are put aside.
   */
  TreeMap<Long, Path> open(long acknowledged) throws IOException {
    Durable.createDirectories(path);
    TreeMap<Long, Path> found = find();
    for (Path beyond : List.copyOf(found.tailMap(acknowledged, false).values())) {
      putAside(beyond, 0);
    }
    found.tailMap(acknowledged, false).clear();
    long at = 0;
    for (Map.Entry<Long, Path> segment : List.copyOf(found.entrySet())) {
      if (segment.getKey() != at) {
        throw lost(acknowledged, at);
      }
      Long next = found.higherKey(at);
      long until = next == null ? acknowledged : next;
      long there = at + Files.size(segment.getValue());
      if (there < until) {
        throw lost(acknowledged, there);
      }
      if (there > until) {
        putAside(segment.getValue(), until - at);
      }
      at = until;
    }
    if (at < acknowledged) {
      throw lost(acknowledged, at);
    }
    return found;
  }

  private TreeMap<Long, Path> find() throws IOException {
    TreeMap<Long, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("\\d{19}\\.jsonl")) {
          found.put(Long.parseLong(name.substring(0, 19)), file);
        }
      }
    }
    return found;
  }

  private LooplineException lost(long acknowledged, long there) {
    return new LooplineException(
        FeatureError.FEATURE_DATA_LOST,
        "The rows in "
            + path
            + " are there up to byte "
            + there
            + " only, but "
            + acknowledged
            + " were acknowledged. Restore the folder from a backup.");
  }

  /** Nothing is thrown away unseen: should the database be the older of two backups, it is here. */
  private static void putAside(Path file, long from) throws IOException {
    Path aside = free(file);
    if (from == 0) {
      Durable.move(file, aside);
      return;
    }
    try (RandomAccessFile segment = new RandomAccessFile(file.toFile(), "rw")) {
      segment.seek(from);
      try (OutputStream out = Files.newOutputStream(aside)) {
        byte[] buffer = new byte[1 << 16];
        for (int n = segment.read(buffer); n > 0; n = segment.read(buffer)) {
          out.write(buffer, 0, n);
        }
      }
      Durable.sync(aside);
      Durable.sync(Objects.requireNonNull(file.getParent()));
      segment.setLength(from);
      segment.getFD().sync();
    }
  }

  private static Path free(Path file) {
    Path aside = file.resolveSibling(file.getFileName() + ".unacknowledged");
    for (int i = 2; Files.exists(aside); i++) {
      aside = file.resolveSibling(file.getFileName() + ".unacknowledged-" + i);
    }
    return aside;
  }

  /** Opens a segment that is there, or a new one whose name is synced. */
  RandomAccessFile segment(Path file) throws IOException {
    boolean isNew = !Files.exists(file);
    RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
    try {
      if (isNew) {
        Durable.sync(path);
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  Path file(long start) {
    return path.resolve(String.format("%019d.jsonl", start));
  }
}
