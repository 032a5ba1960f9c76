package dev.loopline.metadata.llmtrace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Traces. Whatever is acknowledged is durable; the same again changes nothing. */
public interface LlmTraces {
  /**
   * Tells of a trace. Where it is known already, by its spans or from before, what is given
   * replaces what is there, and tags and metadata that are not given stay.
   *
   * @param inStore whether its spans will come to this store
   */
  TraceInfo put(TraceInfo trace, boolean inStore);

  /** Ends a trace that was begun: its metadata and tags gain the given ones. */
  TraceInfo end(
      String id,
      Instant endedAt,
      TraceState state,
      Map<String, String> metadata,
      Map<String, String> tags);

  /** Adds spans to a trace, which begins with its first; the same span again replaces itself. */
  void log(long experimentId, String traceId, List<TraceSpan> spans);

  Optional<TraceInfo> find(String id);

  TraceInfo require(String id);

  /** Those of the traces that are there, in the order asked for. */
  List<TracedSpans> withSpans(List<String> ids);

  /**
   * A trace, once all spans that its client counted are there; as it is when the time is over.
   *
   * @throws InterruptedException when the caller is told to stop
   */
  Optional<TracedSpans> awaitComplete(String id, Duration atMost) throws InterruptedException;

  List<TraceInfo> search(TraceQuery query, int offset, int limit);

  /** How two filters go together among the traces that fit the query. */
  Correlation correlate(TraceQuery among, String filter1, String filter2);

  /** How many traces fit the first filter, the second, both, and how many there are. */
  record Correlation(long first, long second, long joint, long total) {}

  /** Deletes the oldest traces up to a time, with all that belongs to them; says how many. */
  int delete(long experimentId, Instant upTo, int most);

  /** Deletes those of the traces that the experiment has; says how many. */
  int delete(long experimentId, List<String> ids);

  void setTag(String id, String key, String value);

  void deleteTag(String id, String key);

  /** Links traces to a run; those that are not there are passed over. */
  void link(List<String> ids, String runId);
}
