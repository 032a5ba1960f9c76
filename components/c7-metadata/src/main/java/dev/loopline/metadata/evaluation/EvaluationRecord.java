package dev.loopline.metadata.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An example.
 *
 * @param id {@code dr-} and 32 hexadecimal digits
 */
public record EvaluationRecord(
    String id,
    Parts parts,
    Instant createdAt,
    Instant updatedAt,
    @Nullable String createdBy,
    @Nullable String updatedBy) {

  /**
   * What an example holds. Its inputs tell it from another.
   *
   * @param outputs null for none
   * @param expectations an object; null for none
   * @param tags an object
   * @param source where it comes from: {@code source_type} and {@code source_data}; null where that
   *     is not told
   */
  public record Parts(
      JsonNode inputs,
      @Nullable JsonNode outputs,
      @Nullable JsonNode expectations,
      JsonNode tags,
      @Nullable JsonNode source) {}
}
