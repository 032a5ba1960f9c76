package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands.
 *
 * @param state PENDING (waits for another run of the pipeline), RUNNING, SUCCEEDED, FAILED,
 *     CANCELLED
 * @param trigger the event's id, the schedule, or who or what asked
 * @param slot of the schedule that it was started for, where it was for one
 */
public record RunView(
    String id,
    String product,
    String pipeline,
    String commit,
    String state,
    String trigger,
    String actor,
    Map<String, JsonNode> parameters,
    Instant eventTime,
    @Nullable Instant slot,
    Instant startedAt,
    @Nullable Instant endedAt,
    List<TaskView> tasks) {
  public RunView {
    parameters = Map.copyOf(parameters);
    tasks = List.copyOf(tasks);
  }

  /**
   * @param state WAITING, READY, RUNNING, BACKING_OFF, SUCCEEDED, FAILED, SKIPPED, CANCELLED
   * @param error why the last attempt failed
   */
  public record TaskView(
      String id,
      String uses,
      List<String> needs,
      String state,
      int attempt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      JsonNode outputs,
      @Nullable String error) {
    public TaskView {
      needs = List.copyOf(needs);
    }
  }

  public boolean ended() {
    return !state.equals("RUNNING") && !state.equals("PENDING");
  }
}
