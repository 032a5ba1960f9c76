package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunInfo;
import dev.loopline.metadata.RunPage;
import dev.loopline.metadata.RunQuery;
import dev.loopline.metadata.RunStatus;
import dev.loopline.metadata.Runs;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs in MLflow's protocol. */
record RunRoutes(Runs runs) {
  private static final int PAGE = 1_000;
  private static final int LARGEST_PAGE = 50_000;
  private static final String AT = "2.0/mlflow/runs/";

  void addTo(MlflowApi api) {
    api.writes("POST", AT + "create", this::create)
        .reads("GET", AT + "get", this::get)
        .writes("POST", AT + "update", this::update)
        .writes("POST", AT + "delete", this::delete)
        .writes("POST", AT + "restore", this::restore)
        .reads("POST", AT + "search", this::search);
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String experiment = request.has("experiment_id") ? request.idText("experiment_id") : "0";
    // A client that says nothing of the time gets the epoch, as from MLflow.
    Instant start = instant(request, "start_time");
    Run run =
        runs.create(
            new NewRun(
                ExperimentIds.require(experiment),
                request.optionalText("run_name"),
                request.textOrEmpty("user_id"),
                start == null ? Instant.EPOCH : start,
                request.pairs("tags")),
            call.principal().name());
    ObjectNode made = MlflowJson.run(run);
    made.remove("outputs");
    return Reply.json(Map.of("run", made));
  }

  private Reply get(Call call) {
    return Reply.json(read(MlflowRequest.of(call)));
  }

  ObjectNode read(MlflowRequest request) {
    return Json.object().set("run", MlflowJson.run(runs.require(request.runId())));
  }

  private Reply update(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    RunInfo info =
        runs.update(
            request.runId(),
            request.optionalEnum("status", RunStatus.class),
            instant(request, "end_time"),
            request.optionalText("run_name"),
            call.principal().name());
    return Reply.json(Map.of("run_info", MlflowJson.info(info)));
  }

  private static @Nullable Instant instant(MlflowRequest request, String field) {
    Long millis = request.optionalLong(field);
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  private Reply delete(Call call) {
    runs.delete(MlflowRequest.of(call).runId(), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply restore(Call call) {
    runs.restore(MlflowRequest.of(call).runId(), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply search(Call call) {
    return Reply.json(found(MlflowRequest.of(call)));
  }

  /** Beyond MLflow's protocol: how many runs behind the token's are passed over. */
  private static long offset(MlflowRequest request) {
    Long offset = request.optionalLong("offset");
    if (offset != null && offset < 0) {
      throw MlflowRequest.invalid(
          "Invalid value "
              + offset
              + " for parameter 'offset' supplied. It must be 0, or how many runs to pass over.");
    }
    return offset == null ? 0 : offset;
  }

  ObjectNode found(MlflowRequest request) {
    int limit = request.maxResults(PAGE, LARGEST_PAGE);
    RunQuery query =
        new RunQuery(
            ExperimentIds.known(request.texts("experiment_ids")),
            request.textOrEmpty("filter"),
            request.texts("order_by"),
            ViewType.of(request, "run_view_type"));
    String token = request.textOrEmpty("page_token");
    RunPage page = runs.search(query, token.isEmpty() ? null : token, offset(request), limit);
    ObjectNode answer = Json.object();
    if (!page.runs().isEmpty()) {
      ArrayNode items = answer.putArray("runs");
      page.runs().forEach(run -> items.add(MlflowJson.run(run)));
    }
    if (page.next() != null) {
      answer.put("next_page_token", page.next());
    }
    return answer;
  }
}
