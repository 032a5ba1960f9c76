package dev.loopline.metadata.internal.points;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Points as bytes: their number, then of each the distance to the step and the time of the one
 * before (protobuf's sint64) and its value (protobuf's double). Points of a training loop take 10
 * to 12 bytes.
 */
final class PackedPoints {
  private static final int NUMBER = 10;

  /** Bytes of one point at most. */
  private static final int POINT = 2 * NUMBER + Double.BYTES;

  private PackedPoints() {}

  /** Bytes that so many points take at most. */
  static int atMost(int points) {
    return NUMBER + points * POINT;
  }

  static byte[] pack(List<Point> points) {
    byte[] bytes = new byte[atMost(points.size())];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      write(out, points);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOf(bytes, out.getTotalBytesWritten());
  }

  static void write(CodedOutputStream out, List<Point> points) throws IOException {
    out.writeUInt32NoTag(points.size());
    long step = 0;
    long at = 0;
    for (Point point : points) {
      out.writeSInt64NoTag(point.step() - step);
      out.writeSInt64NoTag(point.at() - at);
      out.writeDoubleNoTag(point.value());
      step = point.step();
      at = point.at();
    }
  }

  static List<Point> unpack(byte[] bytes) {
    try {
      return read(CodedInputStream.newInstance(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("packed points are damaged", e);
    }
  }

  static List<Point> read(CodedInputStream in) throws IOException {
    int count = in.readUInt32();
    // Never more than the bytes can hold, whatever the number says.
    List<Point> points = new ArrayList<>(Math.min(count, 10_000));
    long step = 0;
    long at = 0;
    for (int i = 0; i < count; i++) {
      step += in.readSInt64();
      at += in.readSInt64();
      points.add(new Point(step, at, in.readDouble()));
    }
    return points;
  }
}
