package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import java.util.Map;
import java.util.TreeMap;

/** Our records in MLflow's words. */
final class MlflowJson {
  private MlflowJson() {}

  static ObjectNode experiment(Experiment e) {
    return Json.object()
        .put("experiment_id", Long.toString(e.id()))
        .put("name", e.name())
        .put("artifact_location", "mlflow-artifacts:/" + e.id())
        .put("lifecycle_stage", e.lifecycle().wireName())
        .put("creation_time", e.createdAt().toEpochMilli())
        .put("last_update_time", e.updatedAt().toEpochMilli());
  }

  static ObjectNode run(Run run) {
    ObjectNode node = Json.object();
    ObjectNode info = node.putObject("info");
    info.put("run_id", run.id())
        .put("run_uuid", run.id())
        .put("run_name", run.name())
        .put("experiment_id", Long.toString(run.experimentId()))
        .put("user_id", run.user())
        .put("status", run.status().name())
        .put("start_time", run.startedAt().toEpochMilli())
        .put("artifact_uri", artifactUri(run))
        .put("lifecycle_stage", run.lifecycle().wireName());
    if (run.endedAt() != null) {
      info.put("end_time", run.endedAt().toEpochMilli());
    }
    ObjectNode data = node.putObject("data");
    ArrayNode metrics = data.putArray("metrics");
    run.metrics().forEach(metric -> metrics.add(metric(metric)));
    pairs(data.putArray("params"), run.params());
    pairs(data.putArray("tags"), run.tags());
    node.putObject("inputs");
    return node;
  }

  static String artifactUri(Run run) {
    return "mlflow-artifacts:/" + run.experimentId() + "/" + run.id() + "/artifacts";
  }

  static ObjectNode metric(Metric m) {
    return Json.object()
        .put("key", m.key())
        .put("value", m.value())
        .put("timestamp", m.timestamp())
        .put("step", m.step());
  }

  private static void pairs(ArrayNode into, Map<String, String> pairs) {
    new TreeMap<>(pairs)
        .forEach((key, value) -> into.add(Json.object().put("key", key).put("value", value)));
  }
}
