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

  /**
   * What becomes of a start while runs of the pipeline are under way.
   *
   * @param limit how many are under way at once
   */
  public record Concurrency(Policy policy, int limit) {
    public static final Concurrency SKIP = new Concurrency(Policy.SKIP, 1);
    public static final Concurrency QUEUE = new Concurrency(Policy.QUEUE, 1);
    public static final Concurrency REPLACE = new Concurrency(Policy.REPLACE, 1);

    public static Concurrency allow(int limit) {
      return new Concurrency(Policy.ALLOW, limit);
    }

    /** What the start, or what is under way, has to do. */
    public enum Policy {
      /** Nothing is started. */
      SKIP,
      /** The new run waits. */
      QUEUE,
      /** What is under way or waits is cancelled. */
      REPLACE,
      /** Both go on; what is beyond the limit waits. */
      ALLOW
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
