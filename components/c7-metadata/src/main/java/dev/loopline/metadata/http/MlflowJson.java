package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.DatasetInput;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunInfo;
import java.util.Map;
import java.util.TreeMap;

/** Our records in MLflow's words: lists that are empty are left out, as its messages do. */
public final class MlflowJson {
  private MlflowJson() {}

  static ObjectNode experiment(Experiment e) {
    ObjectNode node =
        Json.object()
            .put("experiment_id", Long.toString(e.id()))
            .put("name", e.name())
            .put("artifact_location", e.artifactLocation())
            .put("lifecycle_stage", e.lifecycle().wireName())
            .put("last_update_time", e.updatedAt().toEpochMilli())
            .put("creation_time", e.createdAt().toEpochMilli());
    pairs(node, "tags", e.tags());
    return node;
  }

  static ObjectNode run(Run run) {
    ObjectNode node = Json.object();
    node.set("info", info(run.info()));
    ObjectNode data = node.putObject("data");
    if (!run.metrics().isEmpty()) {
      ArrayNode metrics = data.putArray("metrics");
      run.metrics().forEach(metric -> metrics.add(metric(metric)));
    }
    pairs(data, "params", run.params());
    pairs(data, "tags", run.tags());
    ObjectNode inputs = node.putObject("inputs");
    if (!run.inputs().isEmpty()) {
      ArrayNode list = inputs.putArray("dataset_inputs");
      run.inputs().forEach(input -> list.add(input(input)));
    }
    if (!run.modelInputs().isEmpty()) {
      ArrayNode list = inputs.putArray("model_inputs");
      run.modelInputs().forEach(id -> list.addObject().put("model_id", id));
    }
    ObjectNode outputs = node.putObject("outputs");
    if (!run.outputs().isEmpty()) {
      ArrayNode list = outputs.putArray("model_outputs");
      run.outputs()
          .forEach(
              model -> list.addObject().put("model_id", model.modelId()).put("step", model.step()));
    }
    return node;
  }

  static ObjectNode info(RunInfo run) {
    ObjectNode info =
        Json.object()
            .put("run_id", run.id())
            .put("run_uuid", run.id())
            .put("run_name", run.name())
            .put("experiment_id", Long.toString(run.experimentId()))
            .put("user_id", run.user())
            .put("status", run.status().name())
            .put("start_time", run.startedAt().toEpochMilli());
    if (run.endedAt() != null && run.endedAt().toEpochMilli() != 0) {
      info.put("end_time", run.endedAt().toEpochMilli());
    }
    return info.put("artifact_uri", run.artifactUri())
        .put("lifecycle_stage", run.lifecycle().wireName());
  }

  private static ObjectNode input(DatasetInput input) {
    ObjectNode node = Json.object();
    if (!input.tags().isEmpty()) {
      ArrayNode tags = node.putArray("tags");
      input.tags().forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
    }
    ObjectNode dataset =
        node.putObject("dataset")
            .put("name", input.dataset().name())
            .put("digest", input.dataset().digest())
            .put("source_type", input.dataset().sourceType())
            .put("source", input.dataset().source());
    if (input.dataset().schema() != null) {
      dataset.put("schema", input.dataset().schema());
    }
    if (input.dataset().profile() != null) {
      dataset.put("profile", input.dataset().profile());
    }
    return node;
  }

  /** NaN is the text {@code "NaN"}: JSON has no other word for it. */
  static ObjectNode metric(Metric m) {
    ObjectNode node = Json.object().put("key", m.key());
    if (m.isNaN()) {
      node.put("value", "NaN");
    } else {
      node.put("value", m.value());
    }
    return node.put("timestamp", m.timestamp()).put("step", m.step());
  }

  public static void pairs(ObjectNode into, String name, Map<String, String> pairs) {
    if (!pairs.isEmpty()) {
      ArrayNode list = into.putArray(name);
      new TreeMap<>(pairs)
          .forEach((key, value) -> list.addObject().put("key", key).put("value", value));
    }
  }
}
