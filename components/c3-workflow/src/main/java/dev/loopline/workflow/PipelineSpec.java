package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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
