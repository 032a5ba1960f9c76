package dev.loopline.metadata.http.llmtrace;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.http.llmtrace.OtlpProblems.OtlpError;
import dev.loopline.metadata.llmtrace.LlmTraces;
import dev.loopline.metadata.llmtrace.TraceSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spans as OpenTelemetry's exporters send them, in protocol buffers. */
record OtlpRoutes(LlmTraces traces) {
  static final String EXPERIMENT = "x-mlflow-experiment-id";

  private static final String TYPE = "application/x-protobuf";
  private static final long LARGEST = 64 << 20;
  private static final int SHOWN = 50;
  private static final int MOST_SPANS = 20_000;

  void addTo(MlflowApi api) {
    api.alone(
        "POST",
        "/v1/traces",
        route -> route.maxBody(LARGEST).problems(new OtlpProblems()),
        this::export);
  }

  private Reply export(Call call) throws IOException {
    String experiment =
        call.header(EXPERIMENT)
            .orElseThrow(() -> refused(OtlpError.MISSING_HEADER, "Field required"));
    String type = call.header("Content-Type").orElse("");
    if (!type.equals(TYPE)) {
      throw refused(
          OtlpError.INVALID_BODY,
          "Invalid Content-Type: " + type.replaceAll("[^\\w/;=.+ -]", "?") + ". Expected: " + TYPE);
    }
    Map<String, List<TraceSpan>> received = read(call.stream().readAllBytes());
    long id = experiment(experiment);
    List<String> failed = new ArrayList<>();
    received.forEach(
        (trace, spans) -> {
          try {
            traces.log(id, trace, spans);
          } catch (LooplineException e) {
            failed.add("Trace " + trace + ": " + e.getMessage());
          }
        });
    if (!failed.isEmpty()) {
      throw refused(
          OtlpError.NOT_STORED, "Failed to log OpenTelemetry spans: " + String.join("\n", failed));
    }
    return Reply.stream(TYPE, out -> {});
  }

  private static long experiment(String header) {
    if (!header.matches("\\d{1,18}")) {
      String plain = header.replaceAll("[^\\w .:/-]", "?");
      throw refused(
          OtlpError.NOT_STORED,
          "The header "
              + EXPERIMENT
              + " is '"
              + (plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain)
              + "', which is no experiment's id; send the digits of one.");
    }
    return Long.parseLong(header);
  }

  private static Map<String, List<TraceSpan>> read(byte[] body) {
    ExportTraceServiceRequest request;
    try {
      request = ExportTraceServiceRequest.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw refused(OtlpError.INVALID_BODY, "Invalid OpenTelemetry protobuf format");
    }
    if (request.getResourceSpansCount() == 0) {
      throw refused(
          OtlpError.INVALID_BODY, "Invalid OpenTelemetry protobuf format - no spans found");
    }
    Map<String, List<TraceSpan>> byTrace = new LinkedHashMap<>();
    int count = 0;
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          if (!OtlpSpans.isWhole(span)) {
            throw refused(OtlpError.NOT_STORED, "Cannot convert OpenTelemetry span to MLflow span");
          }
          if (++count > MOST_SPANS) {
            throw refused(
                OtlpError.INVALID_BODY, "A request takes at most " + MOST_SPANS + " spans.");
          }
          OtlpSpans.Received one = OtlpSpans.read(span);
          byTrace.computeIfAbsent(one.traceId(), t -> new ArrayList<>()).add(one.span());
        }
      }
    }
    return byTrace;
  }

  private static LooplineException refused(OtlpError error, String message) {
    return new LooplineException(error, message);
  }
}
