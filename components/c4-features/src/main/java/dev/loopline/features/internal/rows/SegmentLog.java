package dev.loopline.features.internal.rows;

import dev.loopline.kernel.files.DiskFull;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines, only ever appended, in files named by the offset of their first byte. What counts as
 * written is what the database acknowledged: bytes beyond that are of a push nobody was told of,
 * and are put aside when the log is opened. One writer at a time; {@link #copy} and {@link #lines}
 * are safe beside it.
 */
public final class SegmentLog implements AutoCloseable {
  private static final long LARGEST = 64L << 20;

  private final SegmentFolder folder;
  private final TreeMap<Long, Path> segments;
  // Not a channel: that would be closed for good when a thread that writes is interrupted.
  private RandomAccessFile file;
  private long start;
  private volatile long end;

  private SegmentLog(
      SegmentFolder folder, TreeMap<Long, Path> segments, RandomAccessFile file, long end) {
    this.folder = folder;
    this.segments = segments;
    this.start = segments.lastKey();
    this.file = file;
    this.end = end;
  }

  /** A line, and the offset at which the next begins. */
  public record Line(String text, long next) {}

  /**
   * @param acknowledged the end of what the database knows of
   */
  public static SegmentLog open(Path path, long acknowledged) {
    SegmentFolder folder = new SegmentFolder(path);
    try {
      TreeMap<Long, Path> segments = folder.open(acknowledged);
      if (segments.isEmpty()) {
        segments.put(0L, folder.file(0));
      }
      RandomAccessFile last = folder.segment(segments.lastEntry().getValue());
      return new SegmentLog(folder, segments, last, acknowledged);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("open the rows in " + path, e);
    }
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
    file.seek(end - start);
    file.write(lines);
    file.getFD().sync();
    return end + lines.length;
  }

  public void acknowledge(long upTo) {
    end = upTo;
  }

  private void roll() throws IOException {
    // A write that failed may have left bytes that count for nothing.
    file.setLength(end - start);
    file.getFD().sync();
    Path next = folder.file(end);
    RandomAccessFile opened = folder.segment(next);
    file.close();
    file = opened;
    start = end;
    synchronized (segments) {
      segments.put(start, next);
    }
  }

  private TreeMap<Long, Path> files() {
    synchronized (segments) {
      return new TreeMap<>(segments);
    }
  }

  /** Copies the lines from one offset to another, both ends of lines, into a new file. */
  public void copy(long from, long to, Path target) throws IOException {
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Map.Entry<Long, Path> segment : files().entrySet()) {
        try (FileChannel in = FileChannel.open(segment.getValue(), StandardOpenOption.READ)) {
          long position = Math.max(from - segment.getKey(), 0);
          long until = Math.min(to - segment.getKey(), in.size());
          while (position < until) {
            position += in.transferTo(position, until - position, out);
          }
        }
      }
    }
  }

  /** Up to so many acknowledged lines from an offset on, at which a line begins. */
  public List<Line> lines(long from, int limit) throws IOException {
    long until = end;
    List<Line> lines = new ArrayList<>();
    TreeMap<Long, Path> files = files();
    for (Map.Entry<Long, Path> segment : files.entrySet()) {
      Long next = files.higherKey(segment.getKey());
      long segmentEnd = next == null ? until : Math.min(next, until);
      long at = Math.max(from, segment.getKey());
      if (at < segmentEnd && lines.size() < limit) {
        read(segment.getValue(), at - segment.getKey(), segmentEnd - at, at, limit, lines);
      }
    }
    return lines;
  }

  private static void read(
      Path segment, long skip, long bytes, long offset, int limit, List<Line> lines)
      throws IOException {
    try (InputStream in = new BufferedInputStream(new FileInputStream(segment.toFile()))) {
      in.skipNBytes(skip);
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (long read = 1; read <= bytes && lines.size() < limit; read++) {
        int next = in.read();
        if (next == '\n') {
          lines.add(new Line(line.toString(StandardCharsets.UTF_8), offset + read));
          line.reset();
        } else {
          line.write(next);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
