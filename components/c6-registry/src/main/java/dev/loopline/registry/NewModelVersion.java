package dev.loopline.registry;

import dev.loopline.metadata.Limits;
import java.util.Map;

/**
 * A version as MLflow's clients register it. What is not told is empty.
 *
 * @param source where its files lie
 * @param loggedModelId the logged model that it is made of
 */
public record NewModelVersion(
    String model,
    String source,
    String runId,
    String runLink,
    String description,
    String loggedModelId,
    Map<String, String> tags) {
  public NewModelVersion {
    Limits.text("source", source, ModelNames.SOURCE);
    Limits.text("run_id", runId, ModelNames.RUN);
    Limits.text("run_link", runLink, ModelNames.SOURCE);
    Limits.text("model_id", loggedModelId, ModelNames.RUN);
    ModelNames.description(description);
    tags = Map.copyOf(tags);
  }

  public boolean isPrompt() {
    return tags.containsKey(RegisteredModel.PROMPT_TAG);
  }
}
