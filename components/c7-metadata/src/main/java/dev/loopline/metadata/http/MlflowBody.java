package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Call;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.RunStatus;
import dev.loopline.metadata.TrackingError;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of MLflow's protocol: fields by name, missing and ill-typed ones refused in the words
 * that its clients check. Unknown fields are ignored, as protocol buffers do.
 */
record MlflowBody(JsonNode json) {

  static MlflowBody of(Call call) {
    try {
      byte[] bytes = call.stream().readAllBytes();
      JsonNode json =
          bytes.length == 0
              ? Json.object()
              : Json.parse(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
      // Some clients encode the document twice.
      JsonNode document = json.isTextual() ? Json.parse(json.asText()) : json;
      if (!document.isObject()) {
        throw invalid("The request body must be a JSON object.");
      }
      return new MlflowBody(document);
    } catch (IOException e) {
      throw new LooplineException(
          TrackingError.INVALID_PARAMETER_VALUE, "The request body broke off.", e);
    }
  }

  String text(String name) {
    String value = optionalText(name);
    if (value == null || value.isEmpty()) {
      throw missing(name);
    }
    return value;
  }

  @Nullable String optionalText(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw illTyped(name, node, "a string");
    }
    return node.asText();
  }

  /** The run's id, which older clients call {@code run_uuid}. */
  String runId() {
    String id = optionalText("run_id");
    return id != null ? id : json.has("run_uuid") ? text("run_uuid") : text("run_id");
  }

  /** MLflow writes experiment ids as strings. */
  long experimentId() {
    String id = text("experiment_id");
    return parseExperimentId(id);
  }

  static long parseExperimentId(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new LooplineException(
          TrackingError.RESOURCE_DOES_NOT_EXIST, "No Experiment with id=" + id + " exists", e);
    }
  }

  @Nullable Long optionalLong(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    try {
      return node.isTextual() ? Long.valueOf(node.asText()) : integral(name, node);
    } catch (NumberFormatException e) {
      throw illTyped(name, node, "an integer");
    }
  }

  private static Long integral(String name, JsonNode node) {
    if (node.isNumber() && node.canConvertToLong()) {
      return node.asLong();
    }
    throw illTyped(name, node, "an integer");
  }

  @Nullable Instant optionalInstant(String name) {
    Long millis = optionalLong(name);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  @Nullable RunStatus optionalStatus() {
    String status = optionalText("status");
    if (status == null) {
      return null;
    }
    try {
      return RunStatus.valueOf(status);
    } catch (IllegalArgumentException e) {
      throw invalid(
          "Invalid value \""
              + status
              + "\" for parameter 'status' supplied: one of RUNNING, SCHEDULED, FINISHED, FAILED,"
              + " KILLED is expected.");
    }
  }

  List<MlflowBody> list(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw illTyped(name, node, "a list");
    }
    List<MlflowBody> items = new ArrayList<>();
    node.forEach(item -> items.add(new MlflowBody(item)));
    return items;
  }

  List<String> texts(String name) {
    return list(name).stream().map(item -> item.json().asText()).toList();
  }

  Map.Entry<String, String> pair() {
    String value = optionalText("value");
    return Map.entry(text("key"), value == null ? "" : value);
  }

  Metric metric() {
    Long timestamp = optionalLong("timestamp");
    if (timestamp == null) {
      throw missing("timestamp");
    }
    Long step = optionalLong("step");
    return new Metric(text("key"), metricValue(), timestamp, step == null ? 0 : step);
  }

  private double metricValue() {
    JsonNode node = json.path("value");
    if (node.isNumber()) {
      return node.asDouble();
    }
    return switch (node.asText("")) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (node.isMissingNode() || node.isNull()) {
          throw missing("value");
        }
        throw illTyped("value", node, "a number");
      }
    };
  }

  private static LooplineException missing(String name) {
    return invalid("Missing value for required parameter '" + name + "'.");
  }

  private static LooplineException illTyped(String name, JsonNode node, String expected) {
    return invalid(
        "Invalid value "
            + Json.write(node)
            + " for parameter '"
            + name
            + "' supplied: "
            + expected
            + " is expected.");
  }

  static LooplineException invalid(String message) {
    return new LooplineException(TrackingError.INVALID_PARAMETER_VALUE, message);
  }
}
