package dev.loopline.serving.internal;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.search.TimeBounds;
import dev.loopline.serving.LoggedPrediction;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint's predictions as JSON lines in segment files. An append is with the operating system
 * when it returns and synced within 100 ms. A position is {@code segment << 32 | end of the line},
 * an id is {@code prd-endpoint-segment-offset} in hexadecimal: a prediction is found without an
 * index. Every opening begins a new segment: a power cut may take a segment's last lines, and their
 * ids must not come to name others.
 */
final class PredictionLog implements Closeable {
  private static final Logger LOG = Logger.getLogger(PredictionLog.class.getName());
  private static final int SYNC_MILLIS = 100;
  private static final int SYNC_AGAIN_MILLIS = 1000;
  private static final int READ_BYTES = 1 << 18;
  private static final int WINDOW_BYTES = 1 << 16;
  private static final long OFFSET = 0xFFFFFFFFL;

  private final long endpoint;
  private final long segmentBytes;
  private final ScheduledExecutorService syncer;
  private final Segments segments;

  /** Held while files are synced, so that appends need not wait; taken before the monitor. */
  private final Object syncing = new Object();

  /** All segments with what was written of them; the one in use is the last. */
  private final TreeMap<Integer, Long> ends = new TreeMap<>();

  /** From when to when the predictions of each segment are, where that is known. */
  private final TreeMap<Integer, TimeSpan> times = new TreeMap<>();

  /** Files that were written to and are not synced yet, the one in use among them. */
  private final TreeMap<Integer, RandomAccessFile> unsynced = new TreeMap<>();

  /** Segments that are full, but not synced yet. */
  private final TreeMap<Integer, Segments.Closed> full = new TreeMap<>();

  /** How many lines of each segment each version answered. */
  private final TreeMap<Integer, Map<Integer, Long>> served = new TreeMap<>();

  private @Nullable RandomAccessFile out;
  private int segment;
  private long lines;
  private long closedLines;
  private boolean scheduled;
  private boolean unusable;
  private boolean closed;
  private volatile @Nullable IOException failure;

  /** A log that begins a new segment as soon as one has more than {@code segmentBytes}. */
  PredictionLog(long endpoint, Path folder, long segmentBytes, ScheduledExecutorService syncer) {
    this.endpoint = endpoint;
    this.segmentBytes = segmentBytes;
    this.syncer = syncer;
    try {
      this.segments = Segments.open(endpoint, folder);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("open the prediction log " + folder, e);
    }
    segments
        .closed()
        .forEach(
            (number, whole) -> {
              ends.put(number, whole.end());
              if (whole.times() != null) {
                times.put(number, whole.times());
              }
              served.put(number, Objects.requireNonNullElse(whole.served(), Map.of()));
              closedLines += whole.lines();
            });
    segment = segments.next() - 1;
  }

  /** Appends predictions, which are made for the ids that they get; all in one write. */
  synchronized List<LoggedPrediction> append(int size, IntFunction<LoggedPrediction> unnumbered) {
    try {
      RandomAccessFile file = writable();
      long offset = end();
      List<LoggedPrediction> made = new ArrayList<>(size);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int i = 0; i < size; i++) {
        String id = PredictionId.text(endpoint, segment, offset + bytes.size());
        LoggedPrediction line = LogLine.named(unnumbered.apply(i), id);
        bytes.writeBytes(Json.bytes(LogLine.of(line)));
        bytes.write('\n');
        made.add(LogLine.at(line, position(segment, offset + bytes.size())));
      }
      write(file, bytes.toByteArray(), offset);
      lines += size;
      made.forEach(line -> times.put(segment, TimeSpan.with(times.get(segment), line.time())));
      Map<Integer, Long> counts = served.computeIfAbsent(segment, s -> new TreeMap<>());
      made.forEach(line -> counts.merge(line.served(), 1L, Long::sum));
      return made;
    } catch (IOException e) {
      throw DiskFull.orUnchecked("log the predictions; nothing was predicted", e);
    }
  }

  private RandomAccessFile writable() throws IOException {
    if (closed) {
      throw new LooplineException(
          KernelError.SHUTTING_DOWN, "The server is shutting down; nothing was predicted.");
    }
    RandomAccessFile file = out;
    if (file != null && !unusable && end() <= segmentBytes) {
      return file;
    }
    // An interrupt would close the channels that folders are synced through.
    boolean interrupted = Thread.interrupted();
    try {
      return roll();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The next segment first: where it cannot be opened, the present one stays in use. */
  private RandomAccessFile roll() throws IOException {
    int next = segment + 1;
    RandomAccessFile fresh = segments.create(next);
    if (out != null) {
      retire(out);
    }
    segment = next;
    ends.put(next, 0L);
    unusable = false;
    out = fresh;
    return fresh;
  }

  private long end() {
    return Objects.requireNonNull(ends.get(segment));
  }

  /** The next sync closes the file, because one may be under way. */
  private void retire(RandomAccessFile file) throws IOException {
    if (end() == 0) {
      ends.remove(segment);
      file.close();
    } else {
      Map<Integer, Long> counts = served.getOrDefault(segment, Map.of());
      full.put(
          segment, new Segments.Closed(end(), lines, times.get(segment), new TreeMap<>(counts)));
      unsynced.put(segment, file);
    }
    closedLines += lines;
    lines = 0;
  }

  private void write(RandomAccessFile file, byte[] bytes, long offset) throws IOException {
    try {
      file.seek(offset);
      file.write(bytes);
    } catch (IOException e) {
      cut(file, offset, e);
      throw e;
    }
    ends.put(segment, offset + bytes.length);
    unsynced.put(segment, file);
    schedule(SYNC_MILLIS);
  }

  /** A full disk must not leave half a line behind for the next append to follow. */
  private void cut(RandomAccessFile file, long offset, IOException cause) {
    try {
      file.setLength(offset);
    } catch (IOException e) {
      cause.addSuppressed(e);
      unusable = true;
    }
  }

  private synchronized void schedule(int millis) {
    if (!scheduled && !syncer.isShutdown()) {
      scheduled = true;
      syncer.schedule(this::syncQuietly, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void syncQuietly() {
    synchronized (this) {
      scheduled = false;
    }
    try {
      sync();
    } catch (IOException e) {
      LOG.log(Level.SEVERE, "predictions of endpoint " + endpoint + " cannot be synced", e);
      schedule(SYNC_AGAIN_MILLIS);
    }
  }

  /** Syncs what was written up to now, and answers how far that is; appends go on meanwhile. */
  private TreeMap<Integer, Long> sync() throws IOException {
    synchronized (syncing) {
      TreeMap<Integer, RandomAccessFile> files;
      TreeMap<Integer, Segments.Closed> done;
      TreeMap<Integer, Long> upTo;
      synchronized (this) {
        files = new TreeMap<>(unsynced);
        done = new TreeMap<>(full);
        upTo = new TreeMap<>(ends);
        unsynced.clear();
      }
      try {
        for (RandomAccessFile file : files.values()) {
          file.getFD().sync();
        }
        for (var whole : done.entrySet()) {
          segments.close(whole.getKey(), whole.getValue());
        }
      } catch (IOException e) {
        failure = e;
        synchronized (this) {
          files.forEach(unsynced::putIfAbsent);
        }
        throw e;
      }
      failure = null;
      synchronized (this) {
        full.keySet().removeAll(done.keySet());
      }
      for (int number : done.keySet()) {
        Objects.requireNonNull(files.get(number)).close();
      }
      return upTo;
    }
  }

  /** Why predictions are not durable now, where they are not. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  private static long position(int segment, long end) {
    return ((long) segment << 32) | end;
  }

  synchronized long count() {
    return closedLines + lines;
  }

  /** How many predictions each version answered. */
  synchronized Map<Integer, Long> served() {
    Map<Integer, Long> all = new TreeMap<>();
    served.values().forEach(part -> part.forEach((v, n) -> all.merge(v, n, Long::sum)));
    return all;
  }

  /** The segments with lines that a version answered. */
  private synchronized Set<Integer> segmentsOf(int version) {
    return served.entrySet().stream()
        .filter(part -> part.getValue().containsKey(version))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private synchronized TreeMap<Integer, Long> ends() {
    return new TreeMap<>(ends);
  }

  /**
   * Predictions after a position, in order; only such as a power cut can no longer take, because
   * the reader goes on from there.
   */
  List<LoggedPrediction> after(long position, int limit) {
    TreeMap<Integer, Long> synced;
    try {
      synced = sync();
    } catch (IOException e) {
      throw DiskFull.orUnchecked("sync the predictions of endpoint " + endpoint, e);
    }
    List<LoggedPrediction> found = new ArrayList<>();
    int from = (int) (position >>> 32);
    long offset = position & OFFSET;
    for (var entry : synced.tailMap(from).entrySet()) {
      int number = entry.getKey();
      long end = entry.getValue();
      long start = 0;
      if (number == from) {
        // Positions that are asked for need not be ends of lines.
        start = offset >= end ? end : SegmentFile.lineAround(segments.file(number), offset);
      }
      read(number, start, end, limit - found.size(), found);
      if (found.size() >= limit) {
        break;
      }
    }
    return found;
  }

  private void read(int number, long start, long end, int limit, List<LoggedPrediction> into) {
    read(number, start, end, limit, LogLine::whole, into);
  }

  private void read(
      int number,
      long start,
      long end,
      int limit,
      LogLine.Reading reading,
      List<LoggedPrediction> into) {
    if (limit <= 0) {
      return;
    }
    int most = limit > Integer.MAX_VALUE - into.size() ? Integer.MAX_VALUE : into.size() + limit;
    SegmentFile.lines(
        segments.file(number),
        start,
        end,
        (bytes, offset) -> {
          into.add(reading.of(bytes, position(number, offset + bytes.length + 1)));
          return into.size() < most;
        });
  }

  /** Predictions before a position, newest first. */
  List<LoggedPrediction> before(long position, int limit) {
    return before(position, limit, ends(), p -> true);
  }

  /** Those that a version answered; segments without any are not read. */
  List<LoggedPrediction> before(long position, int limit, int version) {
    TreeMap<Integer, Long> with = ends();
    with.keySet().retainAll(segmentsOf(version));
    return before(position, limit, with, p -> p.served() == version);
  }

  private List<LoggedPrediction> before(
      long position, int limit, TreeMap<Integer, Long> among, Predicate<LoggedPrediction> wanted) {
    int last = (int) (position >>> 32);
    List<LoggedPrediction> found = new ArrayList<>();
    for (var entry : among.headMap(last, true).descendingMap().entrySet()) {
      int number = entry.getKey();
      long end = entry.getValue();
      if (number == last) {
        long offset = Math.min(position & OFFSET, end);
        // A position is where its line ends, so the line lies around the byte before.
        end = offset == 0 ? 0 : SegmentFile.lineAround(segments.file(number), offset - 1);
      }
      backwards(number, end, limit - found.size(), wanted, found);
      if (found.size() >= limit) {
        break;
      }
    }
    return found;
  }

  private void backwards(
      int number,
      long end,
      int limit,
      Predicate<LoggedPrediction> wanted,
      List<LoggedPrediction> into) {
    Path file = segments.file(number);
    int missing = limit;
    while (end > 0 && missing > 0) {
      long start = SegmentFile.lineAround(file, Math.max(0, end - READ_BYTES));
      List<LoggedPrediction> part = new ArrayList<>();
      read(number, start, end, Integer.MAX_VALUE, part);
      List<LoggedPrediction> newest = part.reversed().stream().filter(wanted).toList();
      into.addAll(newest.subList(0, Math.min(newest.size(), missing)));
      missing = missing - newest.size();
      end = start;
    }
  }

  /**
   * Predictions before a position, newest first.
   *
   * @param next the position before which to go on
   */
  record Window(List<LoggedPrediction> newestFirst, long next) {}

  /**
   * The nearest few predictions before a position that may lie within bounds of time; segments that
   * lie beyond are not looked at. Empty where there are none.
   */
  Optional<Window> window(long position, TimeBounds bounds, LogLine.Reading reading) {
    int last = (int) (position >>> 32);
    for (var entry : ends().headMap(last, true).descendingMap().entrySet()) {
      int number = entry.getKey();
      long end = number == last ? Math.min(position & OFFSET, entry.getValue()) : entry.getValue();
      if (end > 0 && mayHold(number, bounds)) {
        Path file = segments.file(number);
        long start = SegmentFile.lineAround(file, Math.max(0, end - WINDOW_BYTES));
        List<LoggedPrediction> part = new ArrayList<>();
        read(number, start, end, Integer.MAX_VALUE, reading, part);
        return Optional.of(new Window(part.reversed(), position(number, start)));
      }
    }
    return Optional.empty();
  }

  private synchronized boolean mayHold(int number, TimeBounds bounds) {
    TimeSpan span = times.get(number);
    return span == null || bounds.meet(span.from().toEpochMilli(), span.until().toEpochMilli());
  }

  /** The prediction that begins at an offset, if its id says so too. */
  Optional<LoggedPrediction> at(int number, long offset, String id) {
    Long end = ends().get(number);
    if (end == null
        || offset < 0
        || offset >= end
        || !SegmentFile.beginsAt(segments.file(number), offset)) {
      return Optional.empty();
    }
    List<LoggedPrediction> one = new ArrayList<>();
    read(number, offset, end, 1, one);
    return one.stream().filter(p -> p.id().equals(id)).findFirst();
  }

  @Override
  public void close() {
    try {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
        if (out != null) {
          retire(out);
        }
      }
      sync();
    } catch (IOException e) {
      throw DiskFull.orUnchecked("close the prediction log of endpoint " + endpoint, e);
    }
  }
}
