package dev.loopline.metadata.http.llmtrace;

import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.metadata.http.ExperimentIds;
import dev.loopline.metadata.llmtrace.LlmTraces;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What both versions of MLflow's protocol change of traces in one way. */
record TraceChangeRoutes(LlmTraces traces) {
  private static final int MOST_LINKS = 100;
  private static final int MOST_IDS = 10_000;
  private static final Reply DONE = Reply.json(Map.of());

  void addTo(MlflowApi api) {
    for (String version : new String[] {"2.0", "3.0"}) {
      String at = version + "/mlflow/traces";
      api.writes("POST", at + "/delete-traces", this::delete)
          .writes("PATCH", at + "/{id}/tags", this::setTag)
          .writes("DELETE", at + "/{id}/tags", this::deleteTag)
          .writes("POST", at + "/link-to-run", this::link);
    }
  }

  private Reply setTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    traces.setTag(call.path("id"), request.text("key"), request.textOrEmpty("value"));
    return DONE;
  }

  private Reply deleteTag(Call call) {
    traces.deleteTag(call.path("id"), MlflowRequest.of(call).text("key"));
    return DONE;
  }

  private Reply link(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("trace_ids")) {
      throw request.missing("trace_ids");
    }
    List<String> ids = request.texts("trace_ids");
    String run = request.text("run_id");
    if (ids.size() > MOST_LINKS) {
      throw MlflowRequest.invalid(
          "Cannot link more than "
              + MOST_LINKS
              + " traces to a run in a single request. Provided "
              + ids.size()
              + " traces.");
    }
    traces.link(ids, run);
    return DONE;
  }

  private Reply delete(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    long experiment = ExperimentIds.require(request.idText("experiment_id"));
    Long upTo = request.optionalLong("max_timestamp_millis");
    Long most = request.optionalLong("max_traces");
    List<String> ids = request.texts("request_ids");
    if (upTo == null && ids.isEmpty()) {
      throw MlflowRequest.invalid(
          "Either `max_timestamp_millis` or `trace_ids` must be specified.");
    }
    if (upTo != null && !ids.isEmpty()) {
      throw MlflowRequest.invalid(
          "Only one of `max_timestamp_millis` and `trace_ids` can be specified.");
    }
    if (!ids.isEmpty() && most != null) {
      throw MlflowRequest.invalid("`max_traces` can't be specified if `trace_ids` is specified.");
    }
    if (most != null && most <= 0) {
      throw MlflowRequest.invalid(
          "`max_traces` must be a positive integer, received " + most + ".");
    }
    if (ids.size() > MOST_IDS) {
      throw MlflowRequest.invalid("A request takes at most " + MOST_IDS + " request_ids.");
    }
    int limit = most == null ? Integer.MAX_VALUE : (int) Math.min(most, Integer.MAX_VALUE);
    int deleted =
        upTo == null
            ? traces.delete(experiment, ids)
            : traces.delete(experiment, Instant.ofEpochMilli(upTo), limit);
    return Reply.json(Map.of("traces_deleted", deleted));
  }
}
