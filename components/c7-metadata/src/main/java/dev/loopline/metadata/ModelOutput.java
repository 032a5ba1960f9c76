package dev.loopline.metadata;

/**
 * A logged model that a run made.
 *
 * @param step of the training at which it was made
 */
public record ModelOutput(String modelId, long step) {
  public ModelOutput {
    if (modelId.isEmpty()) {
      throw Limits.invalid("Missing value for required parameter 'model_id'.");
    }
    Limits.text("model_id", modelId, LENGTH);
  }

  private static final int LENGTH = 100;
}
