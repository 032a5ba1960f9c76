package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.http.MlflowJson;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceState;
import dev.loopline.metadata.llmtrace.TracedSpans;
import java.util.Map;
import java.util.TreeMap;

/** Traces in MLflow's words: of its protocol's third version and of its second. */
final class TraceJson {
  private TraceJson() {}

  static ObjectNode info(TraceInfo trace) {
    ObjectNode node = Json.object().put("trace_id", trace.id());
    if (trace.clientRequestId() != null) {
      node.put("client_request_id", trace.clientRequestId());
    }
    node.putObject("trace_location")
        .put("type", "MLFLOW_EXPERIMENT")
        .putObject("mlflow_experiment")
        .put("experiment_id", Long.toString(trace.experimentId()));
    if (trace.requestPreview() != null) {
      node.put("request_preview", trace.requestPreview());
    }
    if (trace.responsePreview() != null) {
      node.put("response_preview", trace.responsePreview());
    }
    node.put("request_time", trace.requestedAt().toString());
    if (trace.duration() != null) {
      node.put("execution_duration", ProtoTimes.write(trace.duration()));
    }
    node.put("state", trace.state().name());
    map(node, "trace_metadata", trace.metadata());
    map(node, "tags", trace.tags());
    if (!trace.assessments().isEmpty()) {
      ArrayNode list = node.putArray("assessments");
      trace.assessments().forEach(a -> list.add(AssessmentJson.write(trace.id(), a)));
    }
    return node;
  }

  private static void map(ObjectNode into, String name, Map<String, String> pairs) {
    if (!pairs.isEmpty()) {
      ObjectNode map = into.putObject(name);
      new TreeMap<>(pairs).forEach(map::put);
    }
  }

  static ObjectNode withSpans(TracedSpans trace) {
    ObjectNode node = Json.object();
    node.set("trace_info", info(trace.info()));
    if (!trace.spans().isEmpty()) {
      ArrayNode spans = node.putArray("spans");
      trace.spans().forEach(span -> spans.add(SpanJson.proto(span.content())));
    }
    return node;
  }

  static ObjectNode infoV2(TraceInfo trace) {
    boolean unspecified = trace.state() == TraceState.STATE_UNSPECIFIED;
    ObjectNode node =
        Json.object()
            .put("request_id", trace.id())
            .put("experiment_id", Long.toString(trace.experimentId()))
            .put("timestamp_ms", trace.requestedAt().toEpochMilli())
            .put("execution_time_ms", trace.duration() == null ? 0 : trace.duration().toMillis())
            .put("status", unspecified ? "TRACE_STATUS_UNSPECIFIED" : trace.state().name());
    MlflowJson.pairs(node, "request_metadata", trace.metadata());
    MlflowJson.pairs(node, "tags", trace.tags());
    return node;
  }
}
