package dev.loopline.metadata.http.llmtrace;

import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.metadata.llmtrace.Assessment;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Reads traces as MLflow's servers tell of them, in the third version of its protocol or second.
 */
final class TraceMessages {
  private TraceMessages() {}

  /**
   * A trace of another server.
   *
   * @param experiment here
   */
  static TraceInfo read(String id, long experiment, MlflowRequest message) {
    return message.has("request_id") || message.has("timestamp_ms")
        ? second(id, experiment, message)
        : third(id, experiment, message);
  }

  private static TraceInfo third(String id, long experiment, MlflowRequest message) {
    Instant requested = ProtoTimes.instant(message, "request_time");
    TraceState state = message.optionalEnum("state", TraceState.class);
    return new TraceInfo(
        id,
        experiment,
        requested == null ? Instant.EPOCH : requested,
        ProtoTimes.duration(message, "execution_duration"),
        state == null ? TraceState.STATE_UNSPECIFIED : state,
        message.optionalText("client_request_id"),
        message.optionalText("request_preview"),
        message.optionalText("response_preview"),
        texts(message.message("trace_metadata")),
        texts(message.message("tags")),
        message.list("assessments").stream().map(TraceMessages::assessment).toList());
  }

  /** Under its own id, and valid or not as it says itself. */
  private static Assessment assessment(MlflowRequest message) {
    Assessment read = AssessmentJson.read(message, message.text("assessment_id"), Instant.EPOCH);
    boolean valid = !Boolean.FALSE.equals(message.optionalBoolean("valid"));
    return new Assessment(
        read.id(),
        read.name(),
        read.kind(),
        read.valueText(),
        read.overrides(),
        valid,
        read.body());
  }

  private static TraceInfo second(String id, long experiment, MlflowRequest message) {
    TraceState state = state(message);
    Long at = message.optionalLong("timestamp_ms");
    Long took = message.optionalLong("execution_time_ms");
    boolean hasEnded = took != null && (took != 0 || !state.isOpen());
    return new TraceInfo(
        id,
        experiment,
        at == null ? Instant.EPOCH : Instant.ofEpochMilli(at),
        hasEnded ? Duration.ofMillis(Objects.requireNonNull(took)) : null,
        state,
        null,
        null,
        null,
        message.pairs("request_metadata"),
        message.pairs("tags"),
        List.of());
  }

  /** The state of MLflow 2's message, a name or the enumeration's number. */
  static TraceState state(MlflowRequest message) {
    return switch (message.textOrNumber("status")) {
      case "OK", "1" -> TraceState.OK;
      case "ERROR", "2" -> TraceState.ERROR;
      case "IN_PROGRESS", "3" -> TraceState.IN_PROGRESS;
      case "", "TRACE_STATUS_UNSPECIFIED", "0" -> TraceState.STATE_UNSPECIFIED;
      default -> throw message.illTyped("status", message.json().path("status"));
    };
  }

  /** A map of texts; null ones are empty. */
  static Map<String, String> texts(MlflowRequest map) {
    return map.json().properties().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                field -> Objects.requireNonNullElse(map.optionalText(field.getKey()), "")));
  }
}
