package dev.loopline.serving.internal;

import dev.loopline.kernel.json.Json;
import dev.loopline.serving.LoggedPrediction;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * One endpoint's predictions as JSON lines in segment files. An append is with the operating system
 * when it returns and synced within 100 ms. A position is {@code segment << 32 | end of the line},
 * an id is {@code prd-endpoint-segment-offset} in hexadecimal: a prediction is found without an
 * index. A line that a crash tore is cut off at the next opening; it was never acknowledged.
 */
final class PredictionLog implements Closeable {
  private static final long SEGMENT_BYTES = 64L << 20;
  private static final int SYNC_MILLIS = 100;
  private static final int READ_BYTES = 1 << 20;

  private final long endpoint;
  private final Path folder;
  private final ScheduledExecutorService syncer;
  private final TreeMap<Integer, Long> ends = new TreeMap<>();
  private FileChannel channel;
  private int segment;
  private long count;
  private boolean dirty;

  PredictionLog(long endpoint, Path folder, ScheduledExecutorService syncer) {
    this.endpoint = endpoint;
    this.folder = folder;
    this.syncer = syncer;
    try {
      Files.createDirectories(folder);
      for (int i = 0; Files.exists(file(i)); i++) {
        segment = i;
        ends.put(i, recover(file(i)));
      }
      channel =
          FileChannel.open(file(segment), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      ends.putIfAbsent(segment, 0L);
      channel.truncate(ends.get(segment));
      channel.position(ends.get(segment));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(int number) {
    return folder.resolve("%08x.jsonl".formatted(number));
  }

  /** Counts whole lines and finds where the last one ends. */
  private long recover(Path file) throws IOException {
    long end = 0;
    long at = 0;
    try (FileChannel in = FileChannel.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      while (in.read(buffer.clear()) > 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          at++;
          if (buffer.get() == '\n') {
            end = at;
            count++;
          }
        }
      }
    }
    return end;
  }

  /** Appends predictions, which are made for the ids that they get; all in one write. */
  synchronized List<LoggedPrediction> append(int size, IntFunction<LoggedPrediction> unnumbered) {
    try {
      if (ends.get(segment) > SEGMENT_BYTES) {
        roll();
      }
      long offset = ends.get(segment);
      List<LoggedPrediction> made = new ArrayList<>(size);
      java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
      for (int i = 0; i < size; i++) {
        String id = "prd-%x-%x-%x".formatted(endpoint, segment, offset + bytes.size());
        LoggedPrediction line = LogLine.named(unnumbered.apply(i), id);
        bytes.writeBytes(Json.bytes(LogLine.of(line)));
        bytes.write('\n');
        made.add(LogLine.at(line, position(segment, offset + bytes.size())));
      }
      write(bytes.toByteArray(), offset);
      count += size;
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(byte[] bytes, long offset) throws IOException {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      // A full disk must not leave half a line behind for the next append to follow.
      channel.truncate(offset);
      channel.position(offset);
      throw e;
    }
    ends.put(segment, offset + bytes.length);
    if (!dirty) {
      dirty = true;
      syncer.schedule(this::sync, SYNC_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void sync() {
    try {
      if (dirty && channel.isOpen()) {
        dirty = false;
        channel.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void roll() throws IOException {
    channel.force(true);
    channel.close();
    segment++;
    channel =
        FileChannel.open(file(segment), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    ends.put(segment, 0L);
    dirty = false;
  }

  private static long position(int segment, long end) {
    return ((long) segment << 32) | end;
  }

  synchronized long count() {
    return count;
  }

  private synchronized TreeMap<Integer, Long> ends() {
    return new TreeMap<>(ends);
  }

  /** Predictions after a position, in order. */
  List<LoggedPrediction> after(long position, int limit) {
    List<LoggedPrediction> found = new ArrayList<>();
    int from = (int) (position >>> 32);
    long offset = position & 0xFFFFFFFFL;
    for (var entry : ends().tailMap(from).entrySet()) {
      long start = entry.getKey() == from ? lineAround(from, offset, entry.getValue()) : 0;
      read(entry.getKey(), start, entry.getValue(), limit - found.size(), found);
      if (found.size() >= limit) {
        break;
      }
    }
    return found;
  }

  /** Where the line that holds the byte at an offset begins: positions need not be line ends. */
  private long lineAround(int number, long offset, long end) {
    if (offset == 0 || offset >= end) {
      return offset;
    }
    try (FileChannel in = FileChannel.open(file(number))) {
      long window = Math.max(0, offset - READ_BYTES);
      ByteBuffer before = ByteBuffer.allocate((int) (offset - window));
      in.read(before, window);
      for (int i = before.position() - 1; i >= 0; i--) {
        if (before.get(i) == '\n') {
          return window + i + 1;
        }
      }
      return window;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(int number, long start, long end, int limit, List<LoggedPrediction> into) {
    if (start >= end || limit <= 0) {
      return;
    }
    try (FileChannel in = FileChannel.open(file(number))) {
      long at = start;
      byte[] carried = new byte[0];
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      int taken = 0;
      while (at < end && taken < limit) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
        int n = in.read(buffer, at);
        if (n <= 0) {
          return;
        }
        byte[] bytes = new byte[carried.length + n];
        System.arraycopy(carried, 0, bytes, 0, carried.length);
        buffer.flip().get(bytes, carried.length, n);
        long base = at - carried.length;
        int lineStart = 0;
        for (int i = carried.length; i < bytes.length && taken < limit; i++) {
          if (bytes[i] == '\n') {
            into.add(line(bytes, lineStart, i, position(number, base + i + 1)));
            taken++;
            lineStart = i + 1;
          }
        }
        carried = java.util.Arrays.copyOfRange(bytes, lineStart, bytes.length);
        at += n;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LoggedPrediction line(byte[] bytes, int from, int to, long position) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return LogLine.at(Json.read(text, LogLine.class).prediction(), position);
  }

  /** The newest predictions, newest first. */
  List<LoggedPrediction> newest(int limit) {
    TreeMap<Integer, Long> all = ends();
    List<LoggedPrediction> found = new ArrayList<>();
    for (int number : all.descendingKeySet()) {
      long end = all.get(number);
      long bytes = READ_BYTES;
      List<LoggedPrediction> part = new ArrayList<>();
      while (true) {
        long start = Math.max(0, end - bytes);
        part.clear();
        read(number, lineStart(number, start), end, Integer.MAX_VALUE, part);
        if (start == 0 || part.size() >= limit) {
          break;
        }
        bytes *= 4;
      }
      java.util.Collections.reverse(part);
      found.addAll(part.subList(0, Math.min(part.size(), limit - found.size())));
      if (found.size() >= limit) {
        break;
      }
    }
    return found;
  }

  /** Where the first line at or after an offset begins. */
  private long lineStart(int number, long offset) {
    if (offset == 0) {
      return 0;
    }
    try (FileChannel in = FileChannel.open(file(number))) {
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      in.read(buffer, offset - 1);
      buffer.flip();
      for (long at = offset - 1; buffer.hasRemaining(); at++) {
        if (buffer.get() == '\n') {
          return at + 1;
        }
      }
      return offset;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The prediction that begins at an offset, if its id says so too. */
  Optional<LoggedPrediction> at(int number, long offset, String id) {
    Long end = ends().get(number);
    if (end == null || offset < 0 || offset >= end || lineStart(number, offset) != offset) {
      return Optional.empty();
    }
    List<LoggedPrediction> one = new ArrayList<>();
    read(number, offset, end, 1, one);
    return one.stream().filter(p -> p.id().equals(id)).findFirst();
  }

  @Override
  public synchronized void close() {
    try {
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
