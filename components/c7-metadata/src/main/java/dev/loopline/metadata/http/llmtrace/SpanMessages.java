package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.llmtrace.TraceSpan;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Reads spans as MLflow's files of spans have them: with a {@code context} and ids in hexadecimal
 * digits (MLflow 2), with ids in base 64 (3), or with an {@code otel_trace_id} (later).
 */
final class SpanMessages {
  private SpanMessages() {}

  static TraceSpan read(MlflowRequest span) {
    boolean isOld = span.has("context");
    MlflowRequest ids = isOld ? span.message("context") : span;
    byte[] trace = id(ids, ids.has("otel_trace_id") ? "otel_trace_id" : "trace_id", 16);
    byte[] id = id(ids, "span_id", 8);
    String parentField = isOld ? "parent_id" : "parent_span_id";
    byte[] parent = span.textOrEmpty(parentField).isEmpty() ? null : id(span, parentField, 8);
    String name = clean(span.textOrEmpty("name"));
    long started = span.requiredLong(isOld ? "start_time" : "start_time_unix_nano");
    Long ended = span.optionalLong(isOld ? "end_time" : "end_time_unix_nano");
    ObjectNode attributes = attributes(span);
    String status = status(span, isOld);
    String message =
        isOld ? span.textOrEmpty("status_message") : span.message("status").textOrEmpty("message");
    ObjectNode content = Json.object();
    content.put("trace_id", base64(trace)).put("span_id", base64(id));
    content.put("parent_span_id", parent == null ? null : base64(parent));
    content.put("name", name).put("start_time_unix_nano", started);
    content.put("end_time_unix_nano", ended);
    content.set("events", events(span, isOld));
    content.putObject("status").put("code", "STATUS_CODE_" + status).put("message", clean(message));
    content.set("attributes", attributes);
    JsonNode tokens = SpanConventions.tokens(attributes);
    return new TraceSpan(
        HexFormat.of().formatHex(id),
        parent == null ? null : HexFormat.of().formatHex(parent),
        name,
        SpanConventions.type(attributes),
        status,
        started,
        ended,
        tokens.path("input_tokens").asLong(),
        tokens.path("output_tokens").asLong(),
        content);
  }

  private static byte[] id(MlflowRequest message, String field, int bytes) {
    String text = message.text(field);
    String hex = text.replaceFirst("^0x", "");
    if (hex.matches("[0-9a-fA-F]{1," + 2 * bytes + "}")) {
      // MLflow 2 left zeros at the front out.
      return HexFormat.of().parseHex("0".repeat(2 * bytes - hex.length()) + hex);
    }
    byte[] decoded = decoded(text);
    if (decoded.length != bytes) {
      throw MlflowRequest.invalid(
          "'"
              + message.at(field)
              + "' is no id of "
              + bytes
              + " bytes, neither in hexadecimal digits nor in base 64.");
    }
    return decoded;
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Values are JSON texts; those that are none are written as such. */
  private static ObjectNode attributes(MlflowRequest span) {
    ObjectNode attributes = Json.object();
    span.message("attributes")
        .json()
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              attributes.put(
                  clean(field.getKey()),
                  clean(value.isTextual() ? value.asText() : Json.write(value)));
            });
    return attributes;
  }

  private static String status(MlflowRequest span, boolean isOld) {
    String code =
        isOld ? span.textOrEmpty("status_code") : span.message("status").textOrNumber("code");
    return switch (code.replaceFirst("^STATUS_CODE_", "")) {
      case "OK", "1" -> "OK";
      case "ERROR", "2" -> "ERROR";
      default -> "UNSET";
    };
  }

  private static ArrayNode events(MlflowRequest span, boolean isOld) {
    ArrayNode events = Json.mapper().createArrayNode();
    for (MlflowRequest event : span.list("events")) {
      Long at = event.optionalLong(isOld ? "timestamp" : "time_unix_nano");
      events
          .addObject()
          .put("name", clean(event.textOrEmpty("name")))
          .put("time_unix_nano", at == null ? 0 : at)
          .set("attributes", cleaned(event.message("attributes").json()));
    }
    return events;
  }

  private static JsonNode cleaned(JsonNode json) {
    if (json.isTextual()) {
      return Json.tree(clean(json.asText()));
    }
    if (json.isArray()) {
      ArrayNode list = Json.mapper().createArrayNode();
      json.forEach(item -> list.add(cleaned(item)));
      return list;
    }
    if (json.isObject()) {
      ObjectNode object = Json.object();
      json.properties().forEach(f -> object.set(clean(f.getKey()), cleaned(f.getValue())));
      return object;
    }
    return json;
  }

  /** PostgreSQL keeps no NUL. */
  private static String clean(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
