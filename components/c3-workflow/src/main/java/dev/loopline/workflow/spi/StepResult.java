package dev.loopline.workflow.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What a task hands on: references ({@code {"digest": …}}, {@code {"snapshot": …}}) and small
 * facts.
 */
public record StepResult(Map<String, JsonNode> outputs) {
  public StepResult {
    outputs = Map.copyOf(outputs);
  }

  public static StepResult none() {
    return new StepResult(Map.of());
  }
}
