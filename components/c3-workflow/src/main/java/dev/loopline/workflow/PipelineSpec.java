package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as declared.
 *
 * @param parameters defaults by name
 */
public record PipelineSpec(
    String name,
    Map<String, JsonNode> parameters,
    List<Trigger> on,
    Concurrency concurrency,
    List<Task> tasks) {
  /** Of a timeout or a backoff: what takes longer is not a task but a mistake. */
  public static final Duration LONGEST = Duration.ofDays(30);

  public PipelineSpec {
    parameters = Map.copyOf(parameters);
    on = List.copyOf(on);
    tasks = List.copyOf(tasks);
  }

  /** What becomes of a start while a run of the pipeline is under way. */
  public enum Concurrency {
    SKIP,
    QUEUE
  }

  /**
   * What starts the pipeline: an event of the log, or the passing of event time.
   *
   * @param event its type, or empty for a schedule
   * @param when what fields of the event's data must be, by dotted path
   * @param every {@code monthly} or an ISO-8601 period in event time, for a schedule
   */
  public record Trigger(
      @Nullable String event, Map<String, JsonNode> when, @Nullable String every) {
    public Trigger {
      when = Map.copyOf(when);
    }
  }

  /**
   * @param attempts how often it is tried in all
   * @param backoff before the second attempt; doubled before each further one
   */
  public record Task(
      String id,
      String uses,
      List<String> needs,
      JsonNode with,
      int attempts,
      Duration backoff,
      Duration timeout) {
    public Task {
      needs = List.copyOf(needs);
      if (backoff.compareTo(LONGEST) > 0 || timeout.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(id + ": a timeout or backoff of more than 30 days");
      }
    }
  }
}
