package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.http.ExperimentIds;
import dev.loopline.metadata.http.Offsets;
import dev.loopline.metadata.llmtrace.LlmTraces;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceQuery;
import java.util.List;
import java.util.function.Function;

/** Searches of traces. A page carries a token whenever it is full, as MLflow's does. */
record TraceSearch(LlmTraces traces) {
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 500;

  Reply search(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("locations")) {
      throw request.missing("locations");
    }
    List<String> experiments =
        request.list("locations").stream()
            .map(location -> location.message("mlflow_experiment"))
            .filter(experiment -> experiment.has("experiment_id"))
            .map(experiment -> experiment.idText("experiment_id"))
            .toList();
    return page(request, experiments, TraceJson::info);
  }

  Reply searchV2(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("experiment_ids")) {
      throw request.missing("experiment_ids");
    }
    return page(request, request.texts("experiment_ids"), TraceJson::infoV2);
  }

  private Reply page(
      MlflowRequest request, List<String> experiments, Function<TraceInfo, ObjectNode> written) {
    int limit = request.maxResults(PAGE, LARGEST_PAGE);
    int offset = Offsets.decode(request.textOrEmpty("page_token"));
    TraceQuery query =
        new TraceQuery(
            ExperimentIds.known(experiments),
            request.textOrEmpty("filter"),
            request.texts("order_by"));
    List<TraceInfo> found = traces.search(query, offset, limit);
    ObjectNode answer = Json.object();
    if (!found.isEmpty()) {
      ArrayNode list = answer.putArray("traces");
      found.forEach(trace -> list.add(written.apply(trace)));
    }
    if (found.size() == limit) {
      answer.put("next_page_token", Offsets.encode(offset + limit));
    }
    return Reply.json(answer);
  }

  /** How two filters go together: normalised pointwise mutual information. */
  Reply correlate(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("experiment_ids")) {
      throw request.missing("experiment_ids");
    }
    TraceQuery among =
        new TraceQuery(
            ExperimentIds.known(request.texts("experiment_ids")),
            request.textOrEmpty("base_filter"),
            List.of());
    LlmTraces.Correlation counted =
        traces.correlate(among, request.text("filter_string1"), request.text("filter_string2"));
    ObjectNode answer = Json.object();
    put(answer, "npmi", Npmi.of(counted));
    put(answer, "npmi_smoothed", Npmi.smoothed(counted));
    return Reply.json(
        answer
            .put("filter1_count", counted.first())
            .put("filter2_count", counted.second())
            .put("joint_count", counted.joint())
            .put("total_count", counted.total()));
  }

  private static void put(ObjectNode answer, String name, double value) {
    if (Double.isNaN(value)) {
      answer.put(name, "NaN");
    } else {
      answer.put(name, value);
    }
  }
}
