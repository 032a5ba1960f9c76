package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.metadata.ModelMetric;

/** Logged models in MLflow's words. */
final class LoggedModelJson {
  private LoggedModelJson() {}

  static ObjectNode of(LoggedModel model) {
    ObjectNode node = Json.object();
    ObjectNode info =
        node.putObject("info")
            .put("model_id", model.id())
            .put("experiment_id", Long.toString(model.experimentId()))
            .put("name", model.name())
            .put("creation_timestamp_ms", model.createdAt().toEpochMilli())
            .put("last_updated_timestamp_ms", model.updatedAt().toEpochMilli())
            .put("artifact_uri", model.artifactUri())
            .put("status", model.status().name())
            .put("model_type", model.modelType())
            .put("source_run_id", model.sourceRunId());
    MlflowJson.pairs(info, "tags", model.tags());
    ObjectNode data = node.putObject("data");
    MlflowJson.pairs(data, "params", model.params());
    if (!model.metrics().isEmpty()) {
      ArrayNode metrics = data.putArray("metrics");
      model.metrics().forEach(metric -> metrics.add(metric(metric)));
    }
    return node;
  }

  private static ObjectNode metric(ModelMetric metric) {
    ObjectNode node = MlflowJson.metric(metric.metric());
    if (!metric.datasetName().isEmpty()) {
      node.put("dataset_name", metric.datasetName());
    }
    if (!metric.datasetDigest().isEmpty()) {
      node.put("dataset_digest", metric.datasetDigest());
    }
    return node.put("model_id", metric.modelId()).put("run_id", metric.runId());
  }
}
