package dev.loopline.metadata.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tag in which a run lists the models that clients before MLflow 3 logged to it. As a tag's
 * value is limited, the oldest make room for the newest.
 */
final class LoggedModelHistory {
  static final String TAG = "mlflow.log-model.history";

  private static final List<String> MANDATORY =
      List.of("artifact_path", "flavors", "utc_time_created", "run_id");

  private LoggedModelHistory() {}

  /** A model's description; one that says too little is refused. */
  static JsonNode model(String json) {
    JsonNode model;
    try {
      model = Json.parse(json);
    } catch (LooplineException e) {
      throw Limits.invalid("Malformed model info. \n " + json + " \n is not a valid JSON.");
    }
    List<String> missing =
        MANDATORY.stream().filter(key -> !model.has(key)).map(key -> "'" + key + "'").toList();
    if (!missing.isEmpty()) {
      throw Limits.invalid(
          "Model json is missing mandatory fields: {" + String.join(", ", missing) + "}");
    }
    return model;
  }

  /** The tag's value with one more model. */
  static String with(@Nullable String before, JsonNode model) {
    ArrayNode history = read(before).add(model);
    while (history.size() > 1 && Json.write(history).length() > Limits.TAG_VALUE) {
      history.remove(0);
    }
    String value = Json.write(history);
    if (value.length() > Limits.TAG_VALUE) {
      throw Limits.invalid(
          "The model's description has "
              + value.length()
              + " characters; a tag holds "
              + Limits.TAG_VALUE
              + ". Leave the signature or the metadata out of it.");
    }
    return value;
  }

  private static ArrayNode read(@Nullable String before) {
    try {
      if (before != null && Json.parse(before) instanceof ArrayNode history) {
        return history;
      }
    } catch (LooplineException e) {
      // A user's own text under this tag: the list begins anew.
    }
    return Json.mapper().createArrayNode();
  }
}
