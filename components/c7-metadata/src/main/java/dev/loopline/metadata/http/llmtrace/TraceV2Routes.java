package dev.loopline.metadata.http.llmtrace;

import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.http.ExperimentIds;
import dev.loopline.metadata.llmtrace.LlmTraces;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces in the second version of MLflow's protocol: begun, ended, their spans in a file. */
record TraceV2Routes(LlmTraces traces, Kernel kernel) {
  private static final String AT = "2.0/mlflow/traces";

  void addTo(MlflowApi api) {
    api.writes("POST", AT, this::begin)
        .reads("GET", AT, new TraceSearch(traces)::searchV2)
        .reads("GET", AT + "/{id}/info", call -> reply(traces.require(call.path("id"))))
        .writes("PATCH", AT + "/{id}", this::end);
  }

  private static Reply reply(TraceInfo trace) {
    return Reply.json(Map.of("trace_info", TraceJson.infoV2(trace)));
  }

  private Reply begin(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Instant at = time(request);
    return reply(
        traces.put(
            new TraceInfo(
                kernel.ids().hex32(),
                ExperimentIds.require(request.idText("experiment_id")),
                at == null ? kernel.clock().now() : at,
                null,
                TraceState.IN_PROGRESS,
                null,
                null,
                null,
                request.pairs("request_metadata"),
                request.pairs("tags"),
                List.of()),
            false));
  }

  private Reply end(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Instant at = time(request);
    return reply(
        traces.end(
            call.path("id"),
            at == null ? kernel.clock().now() : at,
            TraceMessages.state(request),
            request.pairs("request_metadata"),
            request.pairs("tags")));
  }

  private static @Nullable Instant time(MlflowRequest request) {
    Long millis = request.optionalLong("timestamp_ms");
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
