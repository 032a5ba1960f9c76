package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.internal.StoredExperiments;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceSpan;
import dev.loopline.metadata.llmtrace.TraceState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds spans to a trace, and to the trace what its spans tell of it. */
final class SpanLog {
  private SpanLog() {}

  static void write(Tx tx, long experimentId, String traceId, List<TraceSpan> spans) {
    // Locked first: of two batches of one trace, one waits and reads what the other made of it.
    long no = TraceDao.lock(tx, traceId).orElseGet(() -> begin(tx, experimentId, traceId, spans));
    TraceInfo now = TraceDao.find(tx.handle(), traceId).orElseThrow().info();
    SpanDao.put(tx, no, spans);
    times(tx, no, now, spans);
    spans.stream()
        .filter(span -> span.parentId() == null)
        .findFirst()
        .ifPresent(root -> ofRoot(tx, no, now, root));
    tokens(tx, no);
  }

  private static long begin(Tx tx, long experimentId, String traceId, List<TraceSpan> spans) {
    Experiment experiment = StoredExperiments.requireActive(tx, experimentId);
    long no = TraceDao.ensure(tx, traceId, experimentId, earliest(spans));
    StoredLlmTraces.locate(tx, no, experiment, traceId, true);
    return no;
  }

  private static Instant earliest(List<TraceSpan> spans) {
    return Instant.ofEpochMilli(
        spans.stream().mapToLong(TraceSpan::startedMillis).min().orElseThrow());
  }

  private static void times(Tx tx, long no, TraceInfo now, List<TraceSpan> spans) {
    Instant start = earliest(spans);
    if (now.requestedAt().isBefore(start)) {
      start = now.requestedAt();
    }
    Instant end = latest(spans);
    if (now.duration() != null) {
      Instant earlier = now.requestedAt().plus(now.duration());
      end = end == null || end.isBefore(earlier) ? earlier : end;
    }
    TraceState state = now.state().isOpen() ? state(now.state(), spans) : null;
    Duration duration = end == null ? null : Duration.between(start, end);
    TraceDao.update(tx, no, start, duration, state, null);
  }

  private static @Nullable Instant latest(List<TraceSpan> spans) {
    return spans.stream()
        .map(TraceSpan::endedMillis)
        .filter(Objects::nonNull)
        .map(millis -> Instant.ofEpochMilli(Objects.requireNonNull(millis)))
        .max(Instant::compareTo)
        .orElse(null);
  }

  /** Only a root tells how the whole ended. */
  private static TraceState state(TraceState before, List<TraceSpan> spans) {
    return spans.stream()
        .filter(span -> span.parentId() == null)
        .findFirst()
        .map(root -> root.status().equals("ERROR") ? TraceState.ERROR : TraceState.OK)
        .orElse(before == TraceState.STATE_UNSPECIFIED ? TraceState.IN_PROGRESS : before);
  }

  private static void ofRoot(Tx tx, long no, TraceInfo now, TraceSpan root) {
    if (!now.tags().containsKey(TraceInfo.NAME) && !root.name().isEmpty()) {
      TraceDao.setTag(tx, no, TraceInfo.NAME, cut(root.name()));
    }
    preview(tx, no, now, root);
  }

  /** The previews that a trace does not have, as its root tells of them. */
  static void preview(Tx tx, long no, TraceInfo now, TraceSpan root) {
    TraceDao.preview(
        tx,
        no,
        now.requestPreview() == null
            ? Previews.of(root.attribute("mlflow.spanInputs"), "user")
            : null,
        now.responsePreview() == null
            ? Previews.of(root.attribute("mlflow.spanOutputs"), "assistant")
            : null);
  }

  private static String cut(String name) {
    return TraceInfo.checked(Map.of(TraceInfo.NAME, name)).getOrDefault(TraceInfo.NAME, "");
  }

  /** Summed over what is stored, so that a batch that is sent again counts once. */
  private static void tokens(Tx tx, long no) {
    SpanDao.Tokens used = SpanDao.tokens(tx.handle(), no);
    if (used.input() > 0 || used.output() > 0) {
      TraceDao.setMetadata(
          tx,
          no,
          TraceInfo.TOKEN_USAGE,
          Json.write(
              Json.object()
                  .put("input_tokens", used.input())
                  .put("output_tokens", used.output())
                  .put("total_tokens", used.input() + used.output())));
    }
  }
}
