package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;

/** Spans as JSON of OpenTelemetry's message, made from the form in which they are stored. */
final class SpanJson {
  private SpanJson() {}

  static ObjectNode proto(JsonNode stored) {
    ObjectNode span = Json.object();
    span.set("trace_id", stored.path("trace_id"));
    span.set("span_id", stored.path("span_id"));
    if (stored.hasNonNull("parent_span_id")) {
      span.set("parent_span_id", stored.path("parent_span_id"));
    }
    span.set("name", stored.path("name"));
    span.set("start_time_unix_nano", stored.path("start_time_unix_nano"));
    if (stored.hasNonNull("end_time_unix_nano")) {
      span.set("end_time_unix_nano", stored.path("end_time_unix_nano"));
    }
    ArrayNode attributes = span.putArray("attributes");
    stored
        .path("attributes")
        .properties()
        .forEach(
            entry ->
                attributes
                    .addObject()
                    .put("key", entry.getKey())
                    .set("value", any(decoded(entry.getValue().asText()))));
    if (!stored.path("events").isEmpty()) {
      ArrayNode events = span.putArray("events");
      stored.path("events").forEach(event -> events.add(event(event)));
    }
    ObjectNode status = span.putObject("status");
    status.set("code", stored.path("status").path("code"));
    if (!stored.path("status").path("message").asText().isEmpty()) {
      status.set("message", stored.path("status").path("message"));
    }
    return span;
  }

  private static ObjectNode event(JsonNode stored) {
    ObjectNode event = Json.object();
    event.set("time_unix_nano", stored.path("time_unix_nano"));
    event.set("name", stored.path("name"));
    event.set("attributes", pairs(stored.path("attributes")));
    return event;
  }

  private static JsonNode decoded(String text) {
    try {
      return Json.parse(text);
    } catch (LooplineException e) {
      // No JSON text: the value is the text itself.
      return Json.tree(text);
    }
  }

  private static ArrayNode pairs(JsonNode object) {
    ArrayNode pairs = Json.mapper().createArrayNode();
    object
        .properties()
        .forEach(
            field ->
                pairs.addObject().put("key", field.getKey()).set("value", any(field.getValue())));
    return pairs;
  }

  /** A value as OpenTelemetry's {@code AnyValue}. */
  private static ObjectNode any(JsonNode value) {
    ObjectNode any = Json.object();
    switch (value.getNodeType()) {
      case STRING -> any.set("string_value", value);
      case BOOLEAN -> any.set("bool_value", value);
      case NUMBER -> any.set(value.isIntegralNumber() ? "int_value" : "double_value", value);
      case ARRAY -> {
        ArrayNode values = any.putObject("array_value").putArray("values");
        value.forEach(one -> values.add(any(one)));
      }
      case OBJECT -> any.putObject("kvlist_value").set("values", pairs(value));
      case NULL, MISSING, BINARY, POJO -> {}
    }
    return any;
  }
}
