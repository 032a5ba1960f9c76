package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.llmtrace.Assessment;
import dev.loopline.metadata.llmtrace.Assessment.Kind;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Assessments in MLflow's words, read and written. */
final class AssessmentJson {
  private static final String JSON_FORMAT = "JSON_FORMAT";

  private AssessmentJson() {}

  static ObjectNode write(String traceId, Assessment assessment) {
    ObjectNode node =
        Json.object()
            .put("assessment_id", assessment.id())
            .put("assessment_name", assessment.name())
            .put("trace_id", traceId);
    node.setAll((ObjectNode) assessment.body());
    if (assessment.overrides() != null) {
      node.put("overrides", assessment.overrides());
    }
    return node.put("valid", assessment.valid());
  }

  /**
   * A new assessment.
   *
   * @param id the one it gets unless it brings its own
   */
  static Assessment read(MlflowRequest request, String id, Instant now) {
    ObjectNode body = Json.object();
    for (String field : new String[] {"span_id", "rationale"}) {
      String text = request.optionalText(field);
      if (text != null) {
        body.put(field, text);
      }
    }
    MlflowRequest source = request.message("source");
    String type = source.textOrNumber("source_type");
    body.putObject("source")
        .put("source_type", sourceType(type))
        .put("source_id", source.textOrEmpty("source_id"));
    body.put("create_time", time(request, "create_time", now));
    body.put("last_update_time", time(request, "last_update_time", now));
    if (!request.message("metadata").json().isEmpty()) {
      body.set("metadata", texts(request.message("metadata")));
    }
    Kind kind = kind(request);
    if (kind == null) {
      throw MlflowRequest.invalid("Unknown assessment type: None");
    }
    String value = kind == Kind.FEEDBACK ? feedback(request, body) : expectation(request, body);
    String own = request.textOrEmpty("assessment_id");
    String overrides = request.textOrEmpty("overrides");
    return new Assessment(
        own.isEmpty() ? id : own,
        request.textOrEmpty("assessment_name"),
        kind,
        value,
        overrides.isEmpty() ? null : overrides,
        true,
        body);
  }

  private static String sourceType(String given) {
    return switch (given) {
      case "HUMAN", "1" -> "HUMAN";
      case "LLM_JUDGE", "AI_JUDGE", "2" -> "LLM_JUDGE";
      case "CODE", "3" -> "CODE";
      default -> "SOURCE_TYPE_UNSPECIFIED";
    };
  }

  private static String time(MlflowRequest request, String field, Instant now) {
    Instant given = ProtoTimes.instant(request, field);
    return (given == null || given.equals(Instant.EPOCH)
            ? Instant.ofEpochMilli(now.toEpochMilli())
            : given)
        .toString();
  }

  static @Nullable Kind kind(MlflowRequest request) {
    return request.has("feedback")
        ? Kind.FEEDBACK
        : request.has("expectation") ? Kind.EXPECTATION : null;
  }

  /** Puts the feedback into the body; its value as it is searched. */
  static String feedback(MlflowRequest request, ObjectNode body) {
    MlflowRequest feedback = request.message("feedback");
    JsonNode value = feedback.json().path("value");
    MlflowRequest error = feedback.message("error");
    if (value.isMissingNode() && error.json().isEmpty()) {
      throw MlflowRequest.invalid("Either `value` or `error` must be provided.");
    }
    ObjectNode kept = body.putObject("feedback");
    if (!value.isMissingNode()) {
      kept.set("value", value);
    }
    if (!error.json().isEmpty()) {
      kept.set("error", texts(error));
    }
    return searched(value);
  }

  /** Puts the expectation into the body; structures travel as the text of their JSON. */
  static String expectation(MlflowRequest request, ObjectNode body) {
    MlflowRequest expectation = request.message("expectation");
    JsonNode value = expectation.json().path("value");
    if (expectation.has("serialized_value")) {
      MlflowRequest serialized = expectation.message("serialized_value");
      String format = serialized.textOrEmpty("serialization_format");
      if (!format.equals(JSON_FORMAT)) {
        throw MlflowRequest.invalid(
            "Unknown serialization format: " + format + ". Only JSON_FORMAT is supported.");
      }
      value = parsed(serialized.textOrEmpty("value"));
    }
    if (value.isMissingNode() || value.isNull()) {
      throw MlflowRequest.invalid("The `value` field must be specified.");
    }
    ObjectNode kept = body.putObject("expectation");
    if (value.isContainerNode()) {
      kept.putObject("serialized_value")
          .put("serialization_format", JSON_FORMAT)
          .put("value", Json.write(value));
    } else {
      kept.set("value", value);
    }
    return searched(value);
  }

  private static JsonNode parsed(String text) {
    try {
      return Json.parse(text);
    } catch (LooplineException e) {
      throw MlflowRequest.invalid("The serialized value is no JSON: " + e.getMessage());
    }
  }

  private static String searched(JsonNode value) {
    String text =
        value.isMissingNode() ? "null" : value.isTextual() ? value.asText() : Json.write(value);
    return text.replace('\0', '\uFFFD');
  }

  /** A map of texts. */
  static ObjectNode texts(MlflowRequest map) {
    ObjectNode texts = Json.object();
    for (String key : map.json().properties().stream().map(java.util.Map.Entry::getKey).toList()) {
      texts.put(key, Objects.requireNonNullElse(map.optionalText(key), ""));
    }
    return texts;
  }
}
