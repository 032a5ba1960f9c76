package dev.loopline.metadata.llmtrace;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.util.List;

/**
 * A trace with those of its spans that have come so far.
 *
 * @param spans roots first, then by their start
 */
public record TracedSpans(TraceInfo info, List<TraceSpan> spans) {
  public TracedSpans {
    spans = List.copyOf(spans);
  }

  /** Whether its spans come to this store at all. */
  public boolean isExpected() {
    return info.hasSpansInStore();
  }

  /** Whether all spans that the trace's client counted are there. */
  public boolean isComplete() {
    String stats = info.metadata().get(TraceInfo.SIZE_STATS);
    try {
      return !spans.isEmpty()
          && (stats == null || Json.parse(stats).path("num_spans").asInt() <= spans.size());
    } catch (LooplineException e) {
      return true;
    }
  }
}
