package dev.loopline.serving.internal;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The logs of all endpoints, opened when first used. */
final class PredictionLogs implements AutoCloseable {
  private static final long SEGMENT_BYTES = 64L << 20;

  private final Path folder;
  private final long segmentBytes;
  private final Map<Long, PredictionLog> open = new ConcurrentHashMap<>();
  private final ScheduledExecutorService syncer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("prediction-log-sync").daemon().factory());

  PredictionLogs(Path folder) {
    this(folder, SEGMENT_BYTES);
  }

  /** Logs whose segments hold about so much. */
  PredictionLogs(Path folder, long segmentBytes) {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
  }

  PredictionLog of(long endpoint) {
    return open.computeIfAbsent(
        endpoint,
        n -> new PredictionLog(n, folder.resolve(Long.toString(n)), segmentBytes, syncer));
  }

  /** Whether what was acknowledged is synced in time. */
  boolean isDurable() {
    return open.values().stream().allMatch(log -> log.failure().isEmpty());
  }

  @Override
  public void close() {
    syncer.shutdown();
    open.values().forEach(PredictionLog::close);
  }
}
