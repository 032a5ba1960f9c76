package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Experiments;
import dev.loopline.metadata.Experiments.ExperimentQuery;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.TrackingError;
import java.util.List;
import java.util.Map;

/** Experiments in MLflow's protocol. */
record ExperimentRoutes(Experiments experiments) {
  private static final int PAGE = 1_000;
  private static final int LARGEST_PAGE = 50_000;
  private static final String AT = "2.0/mlflow/experiments/";

  void addTo(MlflowApi api) {
    api.writes("POST", AT + "create", this::create)
        .reads("GET", AT + "get", this::get)
        .reads("GET", AT + "get-by-name", this::getByName)
        .reads("GET", AT + "search", this::search)
        .reads("POST", AT + "search", this::search)
        .writes("POST", AT + "update", this::update)
        .writes("POST", AT + "delete", this::delete)
        .writes("POST", AT + "restore", this::restore)
        .writes("POST", AT + "set-experiment-tag", this::setTag)
        .writes("POST", AT + "delete-experiment-tag", this::deleteTag);
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    String name = request.text("name");
    String location = request.textOrEmpty("artifact_location");
    Map<String, String> tags = request.pairs("tags");
    NewExperiment wanted =
        new NewExperiment(
            name, location.isEmpty() ? null : ArtifactLocations.absolute(location), tags);
    Experiment made = experiments.create(wanted, call.principal().name());
    return Reply.json(Map.of("experiment_id", Long.toString(made.id())));
  }

  private Reply get(Call call) {
    return Reply.json(read(MlflowRequest.of(call)));
  }

  ObjectNode read(MlflowRequest request) {
    return message(experiments.require(id(request)));
  }

  private Reply getByName(Call call) {
    String name = MlflowRequest.of(call).text("experiment_name");
    return reply(
        experiments
            .find(name)
            .orElseThrow(
                () ->
                    new LooplineException(
                        TrackingError.RESOURCE_DOES_NOT_EXIST,
                        "Could not find experiment with name '" + name + "'")));
  }

  private static Reply reply(Experiment experiment) {
    return Reply.json(message(experiment));
  }

  private static ObjectNode message(Experiment experiment) {
    return Json.object().set("experiment", MlflowJson.experiment(experiment));
  }

  private Reply search(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    int limit = request.maxResults(PAGE, LARGEST_PAGE);
    int offset = Offsets.decode(request.textOrEmpty("page_token"));
    ExperimentQuery query =
        new ExperimentQuery(
            request.textOrEmpty("filter"),
            request.texts("order_by"),
            ViewType.of(request, "view_type"));
    List<Experiment> found = experiments.search(query, offset, limit + 1);
    ObjectNode answer = Json.object();
    if (!found.isEmpty()) {
      ArrayNode items = answer.putArray("experiments");
      found.stream().limit(limit).forEach(e -> items.add(MlflowJson.experiment(e)));
    }
    if (found.size() > limit) {
      answer.put("next_page_token", Offsets.encode(offset + limit));
    }
    return Reply.json(answer);
  }

  private Reply update(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    experiments.rename(id(request), request.text("new_name"), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply delete(Call call) {
    experiments.delete(id(MlflowRequest.of(call)), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply restore(Call call) {
    experiments.restore(id(MlflowRequest.of(call)), call.principal().name());
    return Reply.json(Map.of());
  }

  private Reply setTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    experiments.setTag(id(request), request.text("key"), request.textOrEmpty("value"));
    return Reply.json(Map.of());
  }

  private Reply deleteTag(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    experiments.deleteTag(id(request), request.text("key"));
    return Reply.json(Map.of());
  }

  private static long id(MlflowRequest request) {
    return ExperimentIds.require(request.idText("experiment_id"));
  }
}
