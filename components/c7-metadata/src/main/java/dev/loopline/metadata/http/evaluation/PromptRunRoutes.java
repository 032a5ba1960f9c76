package dev.loopline.metadata.http.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunStatus;
import dev.loopline.metadata.http.ExperimentIds;
import dev.loopline.metadata.http.TrackingReads;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs of MLflow's prompt engineering page: one prompt, what it was filled with and what came out,
 * as a table that its evaluation page compares.
 */
record PromptRunRoutes(Metadata metadata, WallClock clock) {
  private static final String TABLE = "eval_results_table.json";
  private static final List<String> REQUIRED =
      List.of(
          "experiment_id",
          "prompt_template",
          "prompt_parameters",
          "model_route",
          "model_input",
          "mlflow_version");

  void addTo(MlflowApi api) {
    api.alone("POST", "/ajax-api/2.0/mlflow/runs/create-promptlab-run", r -> r, this::create);
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    for (String field : REQUIRED) {
      JsonNode value = request.json().path(field);
      if (value.asText("").isEmpty() && value.isEmpty()) {
        throw MlflowRequest.invalid("CreatePromptlabRun request must specify " + field + ".");
      }
    }
    LogBatch told = told(request);
    byte[] table = Json.bytes(table(request));
    Run run = metadata.runs().create(run(request), call.principal().name());
    String id = run.info().id();
    metadata.log().log(id, told);
    Optional<SafePath> place = metadata.files().place(run.info().artifactUri() + "/" + TABLE);
    place.ifPresent(at -> metadata.files().put(at, new ByteArrayInputStream(table), table.length));
    // Where the experiment's files lie outside this store nobody can write the table.
    RunStatus end = place.isPresent() ? RunStatus.FINISHED : RunStatus.FAILED;
    metadata.runs().update(id, end, clock.now(), null, call.principal().name());
    return Reply.json(
        new TrackingReads(metadata).run(new MlflowRequest(Json.object().put("run_id", id), "")));
  }

  private static NewRun run(MlflowRequest request) {
    String user = request.textOrEmpty("user_id");
    Long start = request.optionalLong("start_time");
    return new NewRun(
        ExperimentIds.require(request.idText("experiment_id")),
        request.optionalText("run_name"),
        user.isEmpty() ? "unknown" : user,
        start == null ? null : Instant.ofEpochMilli(start),
        request.pairs("tags"));
  }

  private static LogBatch told(MlflowRequest request) {
    List<Map.Entry<String, String>> params =
        new ArrayList<>(
            request.list("model_parameters").stream().map(MlflowRequest::pair).toList());
    params.add(Map.entry("model_route", request.text("model_route")));
    params.add(Map.entry("prompt_template", request.text("prompt_template")));
    return new LogBatch(
        List.of(),
        params,
        List.of(
            // MLflow's page reads this tag as it is, spaces included.
            Map.entry(
                "mlflow.loggedArtifacts", "[{\"path\": \"" + TABLE + "\", \"type\": \"table\"}]"),
            Map.entry("mlflow.runSourceType", "PROMPT_ENGINEERING")));
  }

  private static ObjectNode table(MlflowRequest request) {
    ObjectNode table = Json.object();
    ArrayNode columns = table.putArray("columns");
    ArrayNode row = table.putArray("data").addArray();
    request.pairs("prompt_parameters").forEach((key, value) -> add(columns, row, key, value));
    add(columns, row, "prompt", request.text("model_input"));
    add(columns, row, "output", request.textOrEmpty("model_output"));
    request.pairs("model_output_parameters").forEach((key, value) -> add(columns, row, key, value));
    return table;
  }

  private static void add(ArrayNode columns, ArrayNode row, String name, String value) {
    columns.add(name);
    row.add(value);
  }
}
