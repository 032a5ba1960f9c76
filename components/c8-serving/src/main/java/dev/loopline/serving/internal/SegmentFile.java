package dev.loopline.serving.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Reads lines of one segment. Through {@link RandomAccessFile}, because a channel is closed for
 * good when a thread that uses it is interrupted.
 */
final class SegmentFile {
  private static final int READ_BYTES = 1 << 20;
  private static final int NEAR_BYTES = 1 << 13;

  private SegmentFile() {}

  /** Takes lines without their line end; answers whether it wants more. */
  @FunctionalInterface
  interface LineReader {
    boolean line(byte[] bytes, long offset);
  }

  /** Whole lines from a line's beginning on, up to an end. */
  static void lines(Path file, long start, long end, LineReader reader) {
    if (start >= end) {
      return;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(start);
      ByteArrayOutputStream carried = new ByteArrayOutputStream();
      byte[] buffer = new byte[(int) Math.min(READ_BYTES, end - start)];
      long at = start;
      while (at < end) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, end - at));
        if (n <= 0) {
          return;
        }
        int from = 0;
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            carried.write(buffer, from, i - from);
            byte[] line = carried.toByteArray();
            if (!reader.line(line, at + i - line.length)) {
              return;
            }
            carried.reset();
            from = i + 1;
          }
        }
        carried.write(buffer, from, n - from);
        at += n;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the line that holds the byte at an offset begins. */
  static long lineAround(Path file, long offset) {
    if (offset == 0) {
      return 0;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      for (long width = NEAR_BYTES; ; width *= 4) {
        long window = Math.max(0, offset - width);
        byte[] before = new byte[Math.toIntExact(offset - window)];
        in.seek(window);
        in.readFully(before);
        for (int i = before.length - 1; i >= 0; i--) {
          if (before[i] == '\n') {
            return window + i + 1;
          }
        }
        if (window == 0) {
          return 0;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a line begins at an offset. */
  static boolean beginsAt(Path file, long offset) {
    return lineAround(file, offset) == offset;
  }
}
