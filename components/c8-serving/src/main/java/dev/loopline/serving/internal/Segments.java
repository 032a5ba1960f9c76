package dev.loopline.serving.internal;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.Durable;
import dev.loopline.kernel.json.Json;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The segments that a log no longer writes to: where each ends and how many lines it holds, kept in
 * an index beside them, so that opening reads only what a crash left open. Bytes past such an end
 * were never acknowledged.
 */
final class Segments {
  private static final Logger LOG = Logger.getLogger(Segments.class.getName());
  private static final String INDEX = "closed.json";
  private static final String SUFFIX = ".jsonl";

  /** More than is ever written between two syncs: what lies before it is not torn. */
  private static final long TAIL_BYTES = 4L << 20;

  private final long endpoint;
  private final Path folder;
  private final TreeMap<Integer, Closed> closed;

  /**
   * One closed segment.
   *
   * @param times of its predictions; null where that is not known
   * @param served its lines by the version that answered; null in an index of before it was counted
   */
  record Closed(
      long end, long lines, @Nullable TimeSpan times, @Nullable Map<Integer, Long> served) {}

  private Segments(long endpoint, Path folder, TreeMap<Integer, Closed> closed) {
    this.endpoint = endpoint;
    this.folder = folder;
    this.closed = closed;
  }

  /** Looks through a folder; what was open when its writer died is cut to its whole lines. */
  static Segments open(long endpoint, Path folder) throws IOException {
    Durable.createDirectories(folder);
    Segments segments = new Segments(endpoint, folder, index(folder.resolve(INDEX)));
    boolean changed = false;
    File[] files = folder.toFile().listFiles((f, name) -> name.endsWith(SUFFIX));
    for (File file : files == null ? new File[0] : files) {
      int number = Integer.parseInt(file.getName().replace(SUFFIX, ""), 16);
      Closed known = segments.closed.get(number);
      if (known == null || known.served() == null || file.length() < known.end()) {
        segments.closed.put(number, segments.recover(file.toPath(), number));
        changed = true;
      }
    }
    if (changed) {
      segments.save();
    }
    return segments;
  }

  private static TreeMap<Integer, Closed> index(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      return Json.mapper()
          .readValue(file.toFile(), new TypeReference<TreeMap<Integer, Closed>>() {});
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      LOG.log(Level.WARNING, file + " cannot be read; the segments are read instead", e);
      return new TreeMap<>();
    }
  }

  /** Counts the whole lines; those at the end must be what their places say. */
  private Closed recover(Path file, int number) throws IOException {
    long size = Files.size(file);
    AtomicLong end = new AtomicLong();
    AtomicLong lines = new AtomicLong();
    AtomicReference<@Nullable TimeSpan> times = new AtomicReference<>();
    Map<Integer, Long> served = new TreeMap<>();
    SegmentFile.lines(
        file,
        0,
        size,
        (bytes, offset) -> {
          Optional<LogLine> line = line(bytes);
          if (offset + TAIL_BYTES >= size && !isWhole(line, number, offset)) {
            return false;
          }
          line.ifPresent(l -> served.merge(l.served(), 1L, Long::sum));
          end.set(offset + bytes.length + 1);
          lines.incrementAndGet();
          times.set(TimeSpan.with(times.get(), LogLine.time(bytes)));
          return true;
        });
    if (end.get() < size) {
      LOG.warning(
          file + ": the last " + (size - end.get()) + " bytes were torn by a crash; cut off");
      try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
        out.setLength(end.get());
        out.getFD().sync();
      }
    }
    return new Closed(end.get(), lines.get(), times.get(), served);
  }

  private static Optional<LogLine> line(byte[] bytes) {
    try {
      return Optional.of(Json.read(new String(bytes, StandardCharsets.UTF_8), LogLine.class));
    } catch (LooplineException e) {
      return Optional.empty();
    }
  }

  private boolean isWhole(Optional<LogLine> line, int number, long offset) {
    return line.filter(l -> l.id().equals(PredictionId.text(endpoint, number, offset))).isPresent();
  }

  Path file(int number) {
    return folder.resolve("%08x".formatted(number) + SUFFIX);
  }

  /** A number that no segment had before: an id, once given, must not name anything else. */
  int next() {
    return closed.isEmpty() ? 0 : closed.lastKey() + 1;
  }

  /** Opens a segment's file, durably named. */
  RandomAccessFile create(int number) throws IOException {
    RandomAccessFile out = new RandomAccessFile(file(number).toFile(), "rw");
    try {
      Durable.sync(folder);
      return out;
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  void close(int number, Closed segment) throws IOException {
    closed.put(number, segment);
    save();
  }

  Map<Integer, Closed> closed() {
    return closed;
  }

  private void save() throws IOException {
    Path part = folder.resolve(INDEX + ".part");
    try (RandomAccessFile out = new RandomAccessFile(part.toFile(), "rw")) {
      out.setLength(0);
      out.write(Json.bytes(closed));
      out.getFD().sync();
    }
    Durable.move(part, folder.resolve(INDEX));
  }
}
