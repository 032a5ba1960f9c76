package dev.loopline.metadata;

import java.util.Map;

/**
 * What a logged model is begun with.
 *
 * @param name empty for a generated one
 */
public record NewLoggedModel(
    long experimentId,
    String name,
    String modelType,
    String sourceRunId,
    Map<String, String> params,
    Map<String, String> tags) {
  /** In one request; more parameters follow in further ones. */
  public static final int MOST = 1_000;

  private static final int VALUE = 100_000;

  public NewLoggedModel {
    Limits.text("name", name, Limits.KEY);
    if (name.matches("(?s).*[/:.%\"'].*")) {
      throw Limits.invalid(
          "Invalid model name ('"
              + name
              + "') provided. Model name must be a non-empty string and cannot contain the"
              + " following characters: ('/', ':', '.', '%', '\"', \"'\")");
    }
    Limits.text("model_type", modelType, 500);
    Limits.text("source_run_id", sourceRunId, 64);
    params = checked("params", params);
    tags = checked("tags", tags);
  }

  /** Parameters or tags within the limits. */
  public static Map<String, String> checked(String what, Map<String, String> pairs) {
    if (pairs.size() > MOST) {
      throw Limits.invalid(
          "A request takes at most " + MOST + " " + what + "; got " + pairs.size() + ".");
    }
    pairs.forEach(
        (key, value) -> {
          if (key.isEmpty()) {
            throw Limits.invalid("Missing value for required parameter '" + what + ".key'.");
          }
          Limits.text(what + ".key", key, Limits.KEY);
          Limits.text(what + ".value", value, VALUE);
        });
    return Map.copyOf(pairs);
  }
}
