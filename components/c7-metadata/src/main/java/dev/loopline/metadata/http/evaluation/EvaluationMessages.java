package dev.loopline.metadata.http.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.evaluation.EvaluationDataset;
import dev.loopline.metadata.evaluation.EvaluationRecord;
import dev.loopline.metadata.evaluation.EvaluationRecord.Parts;
import dev.loopline.metadata.evaluation.Scorer;
import dev.loopline.metadata.http.ImportMessages;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads evaluation datasets and scorers as MLflow's servers tell of them. */
final class EvaluationMessages {
  private static final long MOST_VERSIONS = 1_000_000_000;

  private EvaluationMessages() {}

  /**
   * A dataset of another server.
   *
   * @param experiments here
   */
  static EvaluationDataset dataset(String id, List<Long> experiments, MlflowRequest message) {
    if (!id.matches("d-[0-9a-f]{32}")) {
      throw MlflowRequest.invalid(
          "An evaluation dataset's id is d- and 32 hexadecimal digits; got '" + id + "'.");
    }
    Instant created = ImportMessages.time(message, "created_time", Instant.EPOCH);
    return new EvaluationDataset(
        id,
        message.text("name"),
        tags(message),
        document(message, "schema"),
        document(message, "profile"),
        message.textOrEmpty("digest"),
        created,
        ImportMessages.time(message, "last_update_time", created),
        user(message, "created_by"),
        user(message, "last_updated_by"),
        experiments);
  }

  /** They are the text of a JSON object. */
  private static Map<String, String> tags(MlflowRequest message) {
    JsonNode tags = document(message, "tags");
    Map<String, String> texts = new LinkedHashMap<>();
    if (tags != null) {
      tags.properties()
          .forEach(
              tag ->
                  texts.put(
                      tag.getKey(),
                      tag.getValue().isTextual()
                          ? tag.getValue().asText()
                          : Json.write(tag.getValue())));
    }
    return texts;
  }

  /** A JSON object, or the text of one; null where it is absent. */
  private static @Nullable JsonNode document(MlflowRequest message, String field) {
    JsonNode node = message.json().path(field);
    boolean isEmpty = node.isTextual() && node.asText().isEmpty();
    if (node.isMissingNode() || node.isNull() || isEmpty) {
      return null;
    }
    JsonNode read = node.isTextual() ? parsed(message, field, node.asText()) : node;
    if (!read.isObject()) {
      throw message.illTyped(field, node);
    }
    return read;
  }

  private static JsonNode parsed(MlflowRequest message, String field, String text) {
    try {
      return Json.parse(text);
    } catch (LooplineException e) {
      throw MlflowRequest.invalid("'" + message.at(field) + "' is no JSON: " + e.getMessage());
    }
  }

  private static @Nullable String user(MlflowRequest message, String field) {
    String user = message.optionalText(field);
    return user == null ? null : Limits.cut(field, user, 255);
  }

  static EvaluationRecord evaluationRecord(MlflowRequest message) {
    String id = message.text("dataset_record_id");
    if (!id.matches("dr-[0-9a-f]{32}")) {
      throw MlflowRequest.invalid(
          "'"
              + message.at("dataset_record_id")
              + "' is not dr- and 32 hexadecimal digits, as ids of records are.");
    }
    Instant created = ImportMessages.time(message, "created_time", Instant.EPOCH);
    JsonNode inputs = document(message, "inputs");
    JsonNode tags = document(message, "tags");
    JsonNode outputs = message.json().path("outputs");
    return new EvaluationRecord(
        id,
        new Parts(
            inputs == null ? Json.object() : inputs,
            outputs.isMissingNode() || outputs.isNull() ? null : outputs,
            document(message, "expectations"),
            tags == null ? Json.object() : tags,
            document(message, "source")),
        created,
        ImportMessages.time(message, "last_update_time", created),
        user(message, "created_by"),
        user(message, "last_updated_by"));
  }

  /**
   * A version of a scorer of another server.
   *
   * @param experiment here
   */
  static Scorer scorer(long experiment, MlflowRequest message) {
    long version = message.requiredLong("scorer_version");
    if (version < 1 || version > MOST_VERSIONS) {
      throw MlflowRequest.invalid(
          "'" + message.at("scorer_version") + "' is " + version + "; versions are 1, 2, …");
    }
    String id = message.textOrEmpty("scorer_id");
    return new Scorer(
        // Not every age of MLflow tells of one.
        id.matches("[\\w-]{1,36}") ? id : "",
        experiment,
        message.text("scorer_name"),
        version,
        message.text("serialized_scorer"),
        ImportMessages.time(message, "creation_time", Instant.EPOCH));
  }
}
