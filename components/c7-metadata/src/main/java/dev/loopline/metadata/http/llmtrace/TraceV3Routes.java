package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.http.ExperimentIds;
import dev.loopline.metadata.llmtrace.Assessment;
import dev.loopline.metadata.llmtrace.LlmTraces;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceState;
import dev.loopline.metadata.llmtrace.TracedSpans;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Traces in the third version of MLflow's protocol. */
record TraceV3Routes(LlmTraces traces, Kernel kernel) {
  private static final String AT = "3.0/mlflow/traces";
  private static final int MOST_AT_ONCE = 500;

  /** So long a request waits for spans that are still on their way. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  void addTo(MlflowApi api) {
    TraceSearch search = new TraceSearch(traces);
    api.writes("POST", AT, this::put)
        .reads("POST", AT + "/search", search::search)
        .reads("POST", AT + "/calculate-filter-correlation", search::correlate)
        .reads("GET", AT + "/get", this::getWithSpans)
        .reads("GET", AT + "/batchGet", this::batchGet)
        .reads("GET", AT + "/{id}", call -> reply(traces.require(call.path("id"))));
  }

  private static Reply reply(TraceInfo trace) {
    return Reply.json(Map.of("trace", Map.of("trace_info", TraceJson.info(trace))));
  }

  private Reply put(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("trace")) {
      throw request.missing("trace");
    }
    MlflowRequest info = request.message("trace").message("trace_info");
    Instant now = kernel.clock().now();
    Instant requested = ProtoTimes.instant(info, "request_time");
    TraceState state = info.optionalEnum("state", TraceState.class);
    List<Assessment> assessments =
        info.list("assessments").stream()
            .map(a -> AssessmentJson.read(a, "a-" + kernel.ids().hex32(), now))
            .toList();
    TraceInfo trace =
        new TraceInfo(
            info.text("trace_id"),
            ExperimentIds.require(
                info.message("trace_location")
                    .message("mlflow_experiment")
                    .idText("experiment_id")),
            requested == null ? now : requested,
            ProtoTimes.duration(info, "execution_duration"),
            state == null ? TraceState.STATE_UNSPECIFIED : state,
            info.optionalText("client_request_id"),
            info.optionalText("request_preview"),
            info.optionalText("response_preview"),
            TraceMessages.texts(info.message("trace_metadata")),
            TraceMessages.texts(info.message("tags")),
            assessments);
    return reply(traces.put(trace, true));
  }

  private Reply getWithSpans(Call call) throws InterruptedException {
    MlflowRequest request = MlflowRequest.of(call);
    String id = request.text("trace_id");
    boolean partial = Boolean.TRUE.equals(request.optionalBoolean("allow_partial"));
    TracedSpans trace = stored(id, partial ? Duration.ZERO : PATIENCE);
    if (!partial && !trace.isComplete()) {
      throw new LooplineException(
          TrackingError.RESOURCE_DOES_NOT_EXIST,
          "Trace with ID " + id + " is not fully exported yet, please try again later.");
    }
    return Reply.json(Map.of("trace", TraceJson.withSpans(trace)));
  }

  private TracedSpans stored(String id, Duration patience) throws InterruptedException {
    TracedSpans trace =
        traces
            .awaitComplete(id, patience)
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.RESOURCE_DOES_NOT_EXIST,
                        "Trace with ID " + id + " is not found."));
    if (!trace.info().hasSpansInStore()) {
      throw new LooplineException(
          TrackingError.BAD_REQUEST,
          "Trace data not stored in tracking store; read traces.json at its artifact location.");
    }
    return trace;
  }

  private Reply batchGet(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("trace_ids")) {
      throw request.missing("trace_ids");
    }
    List<String> ids = request.texts("trace_ids");
    if (ids.size() > MOST_AT_ONCE) {
      throw MlflowRequest.invalid("A request takes at most " + MOST_AT_ONCE + " trace_ids.");
    }
    ObjectNode answer = Json.object();
    ArrayNode list = Json.mapper().createArrayNode();
    traces.withSpans(ids).stream()
        .filter(TracedSpans::isComplete)
        .forEach(trace -> list.add(TraceJson.withSpans(trace)));
    if (!list.isEmpty()) {
      answer.set("traces", list);
    }
    return Reply.json(answer);
  }
}
