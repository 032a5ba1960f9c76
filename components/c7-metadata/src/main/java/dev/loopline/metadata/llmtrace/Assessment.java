package dev.loopline.metadata.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.metadata.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What a person, a judge or a program says of a trace.
 *
 * @param valueText the value as it is searched: a text itself, anything else as JSON
 * @param overrides the assessment that this one stands for; null for none
 * @param valid false while another one overrides it
 * @param body the rest as MLflow's message has it: source, times, feedback or expectation,
 *     rationale, metadata, span
 */
public record Assessment(
    String id,
    String name,
    Kind kind,
    String valueText,
    @Nullable String overrides,
    boolean valid,
    JsonNode body) {
  public Assessment {
    Limits.text("assessment_id", id, 50);
    Limits.text("assessment_name", name, Limits.KEY);
    if (overrides != null) {
      Limits.text("overrides", overrides, 50);
    }
  }

  /** What was found, or what should have been. */
  public enum Kind {
    FEEDBACK,
    EXPECTATION
  }
}
