package dev.loopline.metadata;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment is made from.
 *
 * @param artifactLocation null for a folder of its own in this server's store
 */
public record NewExperiment(
    String name, @Nullable String artifactLocation, Map<String, String> tags) {
  public NewExperiment {
    if (name.isEmpty()) {
      throw Limits.invalid("Missing value for required parameter 'name'.");
    }
    Limits.text("name", name, Limits.EXPERIMENT_NAME);
    tags = Map.copyOf(tags);
    tags.forEach(NewExperiment::checkTag);
    if (artifactLocation != null) {
      Limits.text("artifact_location", artifactLocation, Limits.ARTIFACT_LOCATION);
      if (artifactLocation.contains("#") || artifactLocation.contains(";")) {
        throw Limits.invalid("'artifact_location' URL can't include fragments or params.");
      }
    }
  }

  static void checkTag(String key, String value) {
    Limits.key("key", "key", key);
    Limits.text("value", value, Limits.EXPERIMENT_TAG_VALUE);
  }

  /** One with nothing but its name. */
  public static NewExperiment named(String name) {
    return new NewExperiment(name, null, Map.of());
  }
}
