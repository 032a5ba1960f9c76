package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.DatasetUse;
import dev.loopline.metadata.RunLog;
import java.util.List;

/** What runs of experiments read, in MLflow's protocol. */
record DatasetRoutes(RunLog log) {
  private static final int MOST = 20;

  void addTo(MlflowApi api) {
    api.alone(
        "POST",
        "/ajax-api/2.0/mlflow/experiments/search-datasets",
        route -> route.access(Access.READ),
        this::search);
  }

  private Reply search(Call call) {
    return Reply.json(summaries(MlflowRequest.of(call).texts("experiment_ids")));
  }

  /** The answer for some experiments. */
  ObjectNode summaries(List<String> experiments) {
    if (experiments.isEmpty()) {
      throw MlflowRequest.invalid(
          "SearchDatasets request must specify at least one experiment_id.");
    }
    if (experiments.size() > MOST) {
      throw MlflowRequest.invalid(
          "SearchDatasets request cannot specify more than "
              + MOST
              + " experiment_ids. Received "
              + experiments.size()
              + " experiment_ids.");
    }
    ObjectNode answer = Json.object();
    List<DatasetUse> uses =
        log.datasets(ExperimentIds.known(experiments).stream().distinct().toList());
    if (!uses.isEmpty()) {
      ArrayNode list = answer.putArray("dataset_summaries");
      for (DatasetUse use : uses) {
        ObjectNode summary =
            list.addObject()
                .put("experiment_id", Long.toString(use.experimentId()))
                .put("name", use.name())
                .put("digest", use.digest());
        if (use.context() != null) {
          summary.put("context", use.context());
        }
      }
    }
    return answer;
  }
}
