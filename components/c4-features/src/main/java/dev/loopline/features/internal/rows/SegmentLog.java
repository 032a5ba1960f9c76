package dev.loopline.features.internal.rows;

import dev.loopline.features.FeatureError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Lines, only ever appended, in files named by the offset of their first byte. What counts as
 * written is what the database acknowledged: bytes beyond that are of a push nobody was told of,
 * and are put aside when the log is opened. One writer at a time; {@link #copy} is safe beside it.
 */
public final class SegmentLog implements AutoCloseable {
  private static final long LARGEST = 64L << 20;

  private final Path folder;
  private final TreeMap<Long, Path> segments = new TreeMap<>();
  private FileChannel channel;
  private long start;
  private volatile long end;

  private SegmentLog(Path folder, long start, FileChannel channel, long end) {
    this.folder = folder;
    this.start = start;
    this.channel = channel;
    this.end = end;
  }

  /**
   * @param acknowledged the end of what the database knows of
   */
  public static SegmentLog open(Path folder, long acknowledged) {
    try {
      Files.createDirectories(folder);
      TreeMap<Long, Path> found = find(folder);
      long start = found.floorKey(acknowledged) == null ? 0 : found.floorKey(acknowledged);
      for (Path beyond : found.tailMap(start, false).values()) {
        putAside(beyond, 0);
      }
      found.tailMap(start, false).clear();
      if (found.isEmpty() && acknowledged > 0) {
        throw lost(folder, acknowledged, 0);
      }
      Path last = found.computeIfAbsent(start, s -> segment(folder, s));
      FileChannel channel = create(folder, last);
      long size = channel.size();
      if (start + size < acknowledged) {
        channel.close();
        throw lost(folder, acknowledged, start + size);
      }
      if (start + size > acknowledged) {
        putAside(last, acknowledged - start);
        channel.truncate(acknowledged - start);
      }
      channel.position(acknowledged - start);
      SegmentLog log = new SegmentLog(folder, start, channel, acknowledged);
      log.segments.putAll(found);
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the rows in " + folder, e);
    }
  }

  private static TreeMap<Long, Path> find(Path folder) throws IOException {
    TreeMap<Long, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("\\d{19}\\.jsonl")) {
          found.put(Long.parseLong(name.substring(0, 19)), file);
        }
      }
    }
    return found;
  }

  private static LooplineException lost(Path folder, long acknowledged, long there) {
    return new LooplineException(
        FeatureError.FEATURE_DATA_LOST,
        "The rows in "
            + folder
            + " end at byte "
            + there
            + ", but "
            + acknowledged
            + " were acknowledged. Restore the folder from a backup.");
  }

  /** Nothing is thrown away unseen: should the database be the older of two backups, it is here. */
  private static void putAside(Path file, long from) throws IOException {
    byte[] all = Files.readAllBytes(file);
    Path aside = file.resolveSibling(file.getFileName() + ".unacknowledged");
    Files.write(aside, java.util.Arrays.copyOfRange(all, (int) from, all.length));
    if (from == 0) {
      Files.delete(file);
    }
  }

  private static Path segment(Path folder, long start) {
    return folder.resolve(String.format("%019d.jsonl", start));
  }

  private static FileChannel create(Path folder, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
    return channel;
  }

  /** Where the next line begins; all before it is acknowledged. */
  public long end() {
    return end;
  }

  /**
   * Writes and syncs lines; returns where they end. They count once {@link #acknowledge} is told.
   */
  public long write(byte[] lines) throws IOException {
    if (end - start >= LARGEST) {
      roll();
    }
    channel.position(end - start);
    ByteBuffer buffer = ByteBuffer.wrap(lines);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(false);
    return end + lines.length;
  }

  public void acknowledge(long upTo) {
    end = upTo;
  }

  private void roll() throws IOException {
    Path next = segment(folder, end);
    FileChannel opened = create(folder, next);
    // A write that failed may have left bytes that count for nothing.
    channel.truncate(end - start);
    channel.close();
    channel = opened;
    start = end;
    synchronized (segments) {
      segments.put(start, next);
    }
  }

  /** Copies the lines from one offset to another, both ends of lines, into a new file. */
  public void copy(long from, long to, Path target) throws IOException {
    Map<Long, Path> files;
    synchronized (segments) {
      files = new TreeMap<>(segments);
    }
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Map.Entry<Long, Path> file : files.entrySet()) {
        try (FileChannel in = FileChannel.open(file.getValue(), StandardOpenOption.READ)) {
          long position = Math.max(from - file.getKey(), 0);
          long until = Math.min(to - file.getKey(), in.size());
          while (position < until) {
            position += in.transferTo(position, until - position, out);
          }
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
