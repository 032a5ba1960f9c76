package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import java.time.Instant;

/**
 * MLflow's messages as {@code --json} shows them: names of ours, instants, maps instead of lists.
 */
final class Shapes {
  private Shapes() {}

  static ObjectNode experiment(JsonNode e) {
    ObjectNode shaped =
        Printer.object()
            .put("id", e.path("experiment_id").asText())
            .put("name", e.path("name").asText())
            .put("lifecycle", e.path("lifecycle_stage").asText())
            .put("artifactLocation", e.path("artifact_location").asText());
    time(shaped, "createdAt", e.path("creation_time"));
    time(shaped, "updatedAt", e.path("last_update_time"));
    pairs(shaped, "tags", e.path("tags"));
    return shaped;
  }

  static ObjectNode run(JsonNode run) {
    JsonNode info = run.path("info");
    ObjectNode shaped =
        Printer.object()
            .put("id", info.path("run_id").asText())
            .put("name", info.path("run_name").asText())
            .put("experimentId", info.path("experiment_id").asText())
            .put("status", info.path("status").asText())
            .put("lifecycle", info.path("lifecycle_stage").asText())
            .put("user", info.path("user_id").asText());
    time(shaped, "startedAt", info.path("start_time"));
    time(shaped, "endedAt", info.path("end_time"));
    shaped.put("artifactUri", info.path("artifact_uri").asText());
    JsonNode data = run.path("data");
    pairs(shaped, "params", data.path("params"));
    pairs(shaped, "metrics", data.path("metrics"));
    pairs(shaped, "tags", data.path("tags"));
    shaped.set("datasets", run.path("inputs").path("dataset_inputs"));
    shaped.set("modelInputs", run.path("inputs").path("model_inputs"));
    shaped.set("modelOutputs", run.path("outputs").path("model_outputs"));
    for (String list : new String[] {"datasets", "modelInputs", "modelOutputs"}) {
      if (shaped.path(list).isMissingNode()) {
        shaped.putArray(list);
      }
    }
    return shaped;
  }

  /** A message's list of keys and values; the values stay numbers or texts. */
  private static void pairs(ObjectNode into, String name, JsonNode list) {
    ObjectNode pairs = into.putObject(name);
    list.forEach(pair -> pairs.set(pair.path("key").asText(), pair.path("value")));
  }

  static void time(ObjectNode into, String name, JsonNode millis) {
    if (millis.asLong() > 0) {
      into.put(name, Instant.ofEpochMilli(millis.asLong()).toString());
    } else {
      into.putNull(name);
    }
  }
}
