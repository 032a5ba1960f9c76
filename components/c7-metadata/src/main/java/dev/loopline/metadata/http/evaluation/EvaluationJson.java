package dev.loopline.metadata.http.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.evaluation.EvaluationDataset;
import dev.loopline.metadata.evaluation.EvaluationRecord;
import dev.loopline.metadata.evaluation.EvaluationRecord.Parts;
import dev.loopline.metadata.evaluation.Scorer;
import java.util.TreeMap;

/** Evaluation datasets and scorers in MLflow's words. */
final class EvaluationJson {
  private EvaluationJson() {}

  /** Tags, schema and profile are texts of JSON. */
  static ObjectNode dataset(EvaluationDataset dataset) {
    ObjectNode node =
        Json.object()
            .put("dataset_id", dataset.id())
            .put("name", dataset.name())
            .put("tags", Json.write(new TreeMap<>(dataset.tags())));
    if (dataset.schema() != null) {
      node.put("schema", Json.write(dataset.schema()));
    }
    if (dataset.profile() != null) {
      node.put("profile", Json.write(dataset.profile()));
    }
    node.put("digest", dataset.digest())
        .put("created_time", dataset.createdAt().toEpochMilli())
        .put("last_update_time", dataset.updatedAt().toEpochMilli());
    if (dataset.createdBy() != null) {
      node.put("created_by", dataset.createdBy());
    }
    if (dataset.updatedBy() != null) {
      node.put("last_updated_by", dataset.updatedBy());
    }
    experiments(node, dataset);
    return node;
  }

  static ObjectNode experiments(ObjectNode node, EvaluationDataset dataset) {
    if (!dataset.experimentIds().isEmpty()) {
      ArrayNode ids = node.putArray("experiment_ids");
      dataset.experimentIds().forEach(id -> ids.add(Long.toString(id)));
    }
    return node;
  }

  static ObjectNode record(String dataset, EvaluationRecord record) {
    Parts parts = record.parts();
    ObjectNode node =
        Json.object().put("dataset_record_id", record.id()).put("dataset_id", dataset);
    node.set("inputs", parts.inputs());
    if (parts.outputs() != null) {
      node.set("outputs", parts.outputs());
    }
    if (parts.expectations() != null) {
      node.set("expectations", parts.expectations());
    }
    node.set("tags", parts.tags());
    if (parts.source() != null) {
      source(node, parts.source());
    }
    node.put("created_time", record.createdAt().toEpochMilli())
        .put("last_update_time", record.updatedAt().toEpochMilli());
    if (record.createdBy() != null) {
      node.put("created_by", record.createdBy());
    }
    if (record.updatedBy() != null) {
      node.put("last_updated_by", record.updatedBy());
    }
    return node;
  }

  private static void source(ObjectNode node, JsonNode source) {
    node.set("source", source);
    String type = source.path("source_type").asText();
    JsonNode data = source.path("source_data");
    JsonNode id = data.path(type.equals("TRACE") ? "trace_id" : "source_id");
    if (id.isTextual()) {
      node.put("source_id", id.asText());
    }
    if (!type.isEmpty()) {
      node.put("source_type", type);
    }
  }

  static ObjectNode scorer(Scorer scorer) {
    return Json.object()
        .put("experiment_id", scorer.experimentId())
        .put("scorer_name", scorer.name())
        .put("scorer_version", scorer.version())
        .put("serialized_scorer", scorer.serialized())
        .put("creation_time", scorer.createdAt().toEpochMilli())
        .put("scorer_id", scorer.id());
  }
}
