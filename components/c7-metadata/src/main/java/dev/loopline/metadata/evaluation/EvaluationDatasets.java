package dev.loopline.metadata.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Datasets of examples. Whatever is acknowledged is durable. */
public interface EvaluationDatasets {
  EvaluationDataset create(String name, List<Long> experimentIds, Map<String, String> tags);

  EvaluationDataset require(String id);

  /** Deletes it with its records, if it is there. */
  void delete(String id);

  /** A page of a search; one more than {@code limit} tells that there is more. */
  List<EvaluationDataset> search(
      List<Long> experimentIds, String filter, List<String> orderBy, int offset, int limit);

  void setTags(String id, Map<String, String> tags);

  /** Removes a tag, if it is there. */
  void deleteTag(String id, String key);

  /**
   * Adds records. One whose inputs are there already changes that one: outputs that are given
   * replace its own, expectations and tags are merged into its own.
   *
   * @param records objects with {@code inputs} and perhaps {@code outputs}, {@code expectations},
   *     {@code tags}, {@code source}
   */
  Merged merge(String id, List<JsonNode> records);

  /** How many records were new, and how many were there already. */
  record Merged(int inserted, int updated) {}

  /** A page of records in the order of their making; one more than {@code limit} tells of more. */
  List<EvaluationRecord> records(String id, int offset, int limit);

  /** Associates a dataset with experiments, which must be there. */
  EvaluationDataset addExperiments(String id, List<Long> experimentIds);

  EvaluationDataset removeExperiments(String id, List<Long> experimentIds);
}
