package dev.loopline.metadata.internal.points;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.loopline.metadata.Metric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What one request logged to a run, as the journal keeps it: for each metric the numbers of run and
 * name, then its points. Made on the request's own thread, so that the writer only copies bytes.
 */
public final class Logged {
  /** Bytes of the two numbers at most. */
  private static final int HEAD = 20;

  private final byte[] bytes;

  private Logged(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Packs points of one run.
   *
   * @param numbers of the names of all metrics
   */
  public static Logged of(long run, List<Metric> metrics, Map<String, Long> numbers) {
    Map<String, List<Point>> byName = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      byName.computeIfAbsent(metric.key(), name -> new ArrayList<>()).add(Point.of(metric));
    }
    byte[] bytes = new byte[size(byName.values())];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Map.Entry<String, List<Point>> curve : byName.entrySet()) {
        out.writeUInt64NoTag(run);
        out.writeUInt64NoTag(Objects.requireNonNull(numbers.get(curve.getKey()), curve.getKey()));
        PackedPoints.write(out, curve.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Logged(Arrays.copyOf(bytes, out.getTotalBytesWritten()));
  }

  private static int size(Collection<List<Point>> curves) {
    return curves.stream().mapToInt(curve -> HEAD + PackedPoints.atMost(curve.size())).sum();
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  /** One entry of the journal for what several requests logged. */
  static byte[] joined(List<Logged> all) {
    if (all.size() == 1) {
      return all.getFirst().bytes;
    }
    ByteArrayOutputStream joined =
        new ByteArrayOutputStream(all.stream().mapToInt(one -> one.bytes.length).sum());
    all.forEach(one -> joined.writeBytes(one.bytes));
    return joined.toByteArray();
  }

  /** Points by run and metric, in the order of the tables. */
  static final class Curves {
    private final TreeMap<Long, TreeMap<Long, List<Point>>> byRun = new TreeMap<>();

    /** Adds what an entry of the journal holds. */
    void add(byte[] entry) {
      CodedInputStream in = CodedInputStream.newInstance(entry);
      try {
        while (!in.isAtEnd()) {
          long run = in.readUInt64();
          long key = in.readUInt64();
          byRun
              .computeIfAbsent(run, no -> new TreeMap<>())
              .computeIfAbsent(key, no -> new ArrayList<>())
              .addAll(PackedPoints.read(in));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("an entry of the journal of points is damaged", e);
      }
    }

    TreeMap<Long, TreeMap<Long, List<Point>>> byRun() {
      return byRun;
    }
  }
}
