package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.llmtrace.TraceSpan;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Makes our spans of OpenTelemetry's. What no JSON text and no column can hold is replaced. */
final class OtlpSpans {
  private static final String REQUEST_ID = "mlflow.traceRequestId";

  private OtlpSpans() {}

  /** A span and the trace that it belongs to. */
  record Received(String traceId, TraceSpan span) {}

  /** Whether it has the ids without which it belongs nowhere. */
  static boolean isWhole(Span span) {
    return span.getTraceId().size() == 16
        && span.getSpanId().size() == 8
        && (span.getParentSpanId().isEmpty() || span.getParentSpanId().size() == 8);
  }

  static Received read(Span span) {
    ObjectNode attributes = Json.object();
    String traceId = "tr-" + hex(span.getTraceId());
    for (KeyValue attribute : span.getAttributesList()) {
      String value = Json.write(value(attribute.getValue()));
      attributes.put(clean(attribute.getKey()), value);
      if (attribute.getKey().equals(REQUEST_ID) && attribute.getValue().hasStringValue()) {
        traceId = clean(attribute.getValue().getStringValue());
      }
    }
    attributes.put(REQUEST_ID, Json.write(traceId));
    SpanConventions.complete(attributes);
    ObjectNode content = Json.object();
    content.put("trace_id", base64(span.getTraceId())).put("span_id", base64(span.getSpanId()));
    content.put(
        "parent_span_id", span.getParentSpanId().isEmpty() ? null : base64(span.getParentSpanId()));
    String name = clean(span.getName());
    content.put("name", name).put("start_time_unix_nano", span.getStartTimeUnixNano());
    Long ended = span.getEndTimeUnixNano() == 0 ? null : (Long) span.getEndTimeUnixNano();
    content.put("end_time_unix_nano", ended);
    content.set("events", events(span.getEventsList()));
    String status = status(span.getStatus());
    content
        .putObject("status")
        .put("code", "STATUS_CODE_" + status)
        .put("message", clean(span.getStatus().getMessage()));
    content.set("attributes", attributes);
    JsonNode tokens = SpanConventions.tokens(attributes);
    return new Received(
        traceId,
        new TraceSpan(
            hex(span.getSpanId()),
            span.getParentSpanId().isEmpty() ? null : hex(span.getParentSpanId()),
            name,
            SpanConventions.type(attributes),
            status,
            span.getStartTimeUnixNano(),
            ended,
            tokens.path("input_tokens").asLong(),
            tokens.path("output_tokens").asLong(),
            content));
  }

  private static ArrayNode events(List<Span.Event> events) {
    ArrayNode list = Json.mapper().createArrayNode();
    for (Span.Event event : events) {
      ObjectNode attributes =
          list.addObject()
              .put("name", clean(event.getName()))
              .put("time_unix_nano", event.getTimeUnixNano())
              .putObject("attributes");
      event
          .getAttributesList()
          .forEach(a -> attributes.set(clean(a.getKey()), value(a.getValue())));
    }
    return list;
  }

  private static String status(Status status) {
    return switch (status.getCode()) {
      case STATUS_CODE_OK -> "OK";
      case STATUS_CODE_ERROR -> "ERROR";
      case STATUS_CODE_UNSET, UNRECOGNIZED -> "UNSET";
    };
  }

  private static JsonNode value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> Json.tree(clean(value.getStringValue()));
      case BOOL_VALUE -> Json.tree(value.getBoolValue());
      case INT_VALUE -> Json.tree(value.getIntValue());
      case DOUBLE_VALUE -> Json.tree(value.getDoubleValue());
      case BYTES_VALUE -> Json.tree(base64(value.getBytesValue()));
      case ARRAY_VALUE -> {
        ArrayNode array = Json.mapper().createArrayNode();
        value.getArrayValue().getValuesList().forEach(one -> array.add(value(one)));
        yield array;
      }
      case KVLIST_VALUE -> {
        ObjectNode object = Json.object();
        value
            .getKvlistValue()
            .getValuesList()
            .forEach(pair -> object.set(clean(pair.getKey()), value(pair.getValue())));
        yield object;
      }
      case VALUE_NOT_SET -> Json.mapper().nullNode();
    };
  }

  /** PostgreSQL keeps no NUL, neither in a text nor in JSON. */
  private static String clean(String text) {
    return text.replace('\0', '\uFFFD');
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
