package dev.loopline.metadata.http.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.evaluation.Scorer;
import dev.loopline.metadata.evaluation.Scorers;
import dev.loopline.metadata.http.ExperimentIds;
import java.util.List;
import java.util.Map;

/** Scorers in MLflow's protocol. */
record ScorerRoutes(Scorers scorers) {
  private static final String AT = "3.0/mlflow/scorers/";

  void addTo(MlflowApi api) {
    api.writes("POST", AT + "register", this::register)
        .reads("GET", AT + "list", this::list)
        .reads("GET", AT + "versions", this::versions)
        .reads("GET", AT + "get", this::get)
        .writes("DELETE", AT + "delete", this::delete);
  }

  private static long experiment(MlflowRequest request) {
    return ExperimentIds.require(request.idText("experiment_id"));
  }

  private Reply register(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Scorer made =
        scorers.register(
            experiment(request), request.text("name"), request.text("serialized_scorer"));
    return Reply.json(
        Json.object()
            .put("version", made.version())
            .put("scorer_id", made.id())
            .put("experiment_id", Long.toString(made.experimentId()))
            .put("name", made.name())
            .put("serialized_scorer", made.serialized())
            .put("creation_time", made.createdAt().toEpochMilli()));
  }

  private Reply list(Call call) {
    return all(scorers.newest(experiment(MlflowRequest.of(call))));
  }

  private Reply versions(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    return all(scorers.versions(experiment(request), request.text("name")));
  }

  private static Reply all(List<Scorer> found) {
    ObjectNode answer = Json.object();
    if (!found.isEmpty()) {
      ArrayNode list = answer.putArray("scorers");
      found.forEach(scorer -> list.add(EvaluationJson.scorer(scorer)));
    }
    return Reply.json(answer);
  }

  private Reply get(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    Scorer scorer =
        scorers.require(experiment(request), request.text("name"), request.optionalLong("version"));
    return Reply.json(Map.of("scorer", EvaluationJson.scorer(scorer)));
  }

  private Reply delete(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    scorers.delete(experiment(request), request.text("name"), request.optionalLong("version"));
    return Reply.json(Map.of());
  }
}
