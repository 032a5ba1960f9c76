package dev.loopline.metadata.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of examples.
 *
 * @param id {@code d-} and 32 hexadecimal digits
 * @param schema which fields its records have, and of which type; null without records
 * @param profile how many records it has; null without any
 * @param digest changes with its records
 */
public record EvaluationDataset(
    String id,
    String name,
    Map<String, String> tags,
    @Nullable JsonNode schema,
    @Nullable JsonNode profile,
    String digest,
    Instant createdAt,
    Instant updatedAt,
    @Nullable String createdBy,
    @Nullable String updatedBy,
    List<Long> experimentIds) {
  public EvaluationDataset {
    tags = Map.copyOf(tags);
    experimentIds = List.copyOf(experimentIds);
  }
}
