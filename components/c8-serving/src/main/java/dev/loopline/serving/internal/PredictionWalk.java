package dev.loopline.serving.internal;

import dev.loopline.kernel.search.TimeBounds;
import dev.loopline.serving.LoggedPrediction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Goes through the logs of several endpoints at once, newest prediction first. */
final class PredictionWalk {
  private static final Comparator<OneLog> NEWEST =
      Comparator.<OneLog, java.time.Instant>comparing(log -> log.head().time())
          .thenComparing(log -> log.at.endpoint())
          .reversed();

  private final PriorityQueue<OneLog> logs = new PriorityQueue<>(NEWEST);

  /** How far back an endpoint's log was walked: what lies before the position is still to come. */
  record At(long endpoint, long position) {}

  PredictionWalk(PredictionLogs logs, List<At> from, TimeBounds bounds, LogLine.Reading reading) {
    for (At at : from) {
      OneLog log = new OneLog(logs.of(at.endpoint()), at, bounds, reading);
      if (log.fill()) {
        this.logs.add(log);
      }
    }
  }

  /** The next prediction back; empty where the logs are walked through. */
  Optional<LoggedPrediction> next() {
    OneLog newest = logs.poll();
    if (newest == null) {
      return Optional.empty();
    }
    LoggedPrediction prediction = newest.take();
    if (newest.fill()) {
      logs.add(newest);
    }
    return Optional.of(prediction);
  }

  /** Where a later walk goes on; empty where nothing is left. */
  List<At> at() {
    List<At> at = new ArrayList<>();
    logs.forEach(log -> at.add(log.at));
    at.sort(Comparator.comparingLong(At::endpoint));
    return at;
  }

  /** One endpoint's log, a window at a time. */
  private static final class OneLog {
    private final PredictionLog log;
    private final TimeBounds bounds;
    private final LogLine.Reading reading;
    private At at;
    private PredictionLog.@Nullable Window window;
    private int taken;

    OneLog(PredictionLog log, At at, TimeBounds bounds, LogLine.Reading reading) {
      this.log = log;
      this.at = at;
      this.bounds = bounds;
      this.reading = reading;
    }

    /** Whether there is a next one. */
    boolean fill() {
      if (window == null || taken == window.newestFirst().size()) {
        long before = window == null ? at.position() : window.next();
        window = log.window(before, bounds, reading).orElse(null);
        taken = 0;
      }
      return window != null;
    }

    LoggedPrediction head() {
      return java.util.Objects.requireNonNull(window).newestFirst().get(taken);
    }

    LoggedPrediction take() {
      LoggedPrediction head = head();
      taken++;
      PredictionLog.Window there = java.util.Objects.requireNonNull(window);
      // A prediction's position is where it ends; the next one ends where this one begins.
      long before =
          taken < there.newestFirst().size()
              ? there.newestFirst().get(taken).position()
              : there.next();
      at = new At(at.endpoint(), before);
      return head;
    }
  }
}
