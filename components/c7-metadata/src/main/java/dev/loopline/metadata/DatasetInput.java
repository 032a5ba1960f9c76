package dev.loopline.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dataset that a run read.
 *
 * @param tags of the use in the order in which they were told, such as {@code mlflow.data.context}
 *     (training, evaluation …)
 */
public record DatasetInput(Dataset dataset, Map<String, String> tags) {
  public DatasetInput {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    tags.forEach(
        (key, value) -> {
          Limits.text("key", key, 255);
          Limits.text("value", value, 500);
        });
  }
}
