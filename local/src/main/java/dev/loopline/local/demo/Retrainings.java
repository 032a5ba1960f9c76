package dev.loopline.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.client.LooplineClient;
import dev.loopline.client.RefusedException;
import dev.loopline.kernel.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every run of the training pipeline, with the challenge that came of it or why none came. */
final class Retrainings {
  private static final String PIPELINE = "training";

  private final LooplineClient client;
  private final Map<String, JsonNode> challenges = new HashMap<>();
  private final Map<String, String> digests = new HashMap<>();

  Retrainings(LooplineClient client) {
    this.client = client;
    client
        .list(LooplineClient.path(Replay.PRODUCT, "challenges"))
        .forEach(c -> challenges.put(c.path("id").asText(), c));
    client
        .list(
            LooplineClient.path(
                Replay.PRODUCT, "models", Replay.PRODUCT + "." + Replay.ENDPOINT, "versions"))
        .forEach(v -> digests.put(v.path("version").asText(), v.path("digest").asText()));
  }

  /** Oldest first. */
  ArrayNode all() {
    ArrayNode all = Json.mapper().createArrayNode();
    String runs = LooplineClient.path(Replay.PRODUCT, "pipeline-runs") + "?pipeline=" + PIPELINE;
    for (JsonNode run : client.list(runs).reversed()) {
      all.add(one(client.get("/api/v1/pipeline-runs/" + run.path("id").asText())));
    }
    return all;
  }

  private ObjectNode one(JsonNode run) {
    JsonNode challenge =
        challenges.getOrDefault(
            output(run, "challenge", "challenge").asText(), MissingNode.getInstance());
    String version = output(run, "register", "version").asText(null);
    ObjectNode one =
        Json.object()
            .put("at", run.path("eventTime").asText())
            .put("trigger", trigger(run.path("trigger").asText()))
            .put("run", run.path("id").asText())
            .put("challenger", version)
            // Each version's ONNX file: the same replay gives the same ones.
            .put("digest", digests.get(version))
            .put("champion", challenge.path("champion").asText(null))
            .put("decision", decision(run, challenge))
            .put("decidedAt", challenge.path("decidedAt").asText(null))
            .put("reason", challenge.path("reason").asText(whyNone(run)));
    JsonNode evidence = challenge.path("evidence");
    for (String figure : List.of("rows", "championAuc", "challengerAuc")) {
      one.set(figure, evidence.path(figure).isMissingNode() ? null : evidence.path(figure));
    }
    return one;
  }

  private static String decision(JsonNode run, JsonNode challenge) {
    if (!challenge.isMissingNode()) {
      return challenge.path("state").asText().toLowerCase(Locale.ROOT);
    }
    return switch (run.path("state").asText()) {
      case "SUCCEEDED" -> "skipped";
      case String state -> state.toLowerCase(Locale.ROOT);
    };
  }

  private static String whyNone(JsonNode run) {
    StringBuilder why = new StringBuilder();
    for (JsonNode task : run.path("tasks")) {
      if (task.hasNonNull("error")) {
        why.append(task.path("id").asText() + ": " + task.path("error").asText() + " ");
      }
    }
    return why.isEmpty() ? "No challenge was opened." : why.toString().strip();
  }

  private static JsonNode output(JsonNode run, String stepType, String name) {
    for (JsonNode task : run.path("tasks")) {
      if (task.path("uses").asText().equals(stepType)) {
        return task.path("outputs").path(name);
      }
    }
    return MissingNode.getInstance();
  }

  /** The event that started the training, in a word. */
  private String trigger(String id) {
    try {
      String type = client.get("/api/v1/events/" + id).path("type").asText();
      return switch (type) {
        case "time.advanced" -> "schedule";
        case "monitoring.drift.detected" -> "drift";
        case "monitoring.accuracy.dropped" -> "accuracy";
        default -> type;
      };
    } catch (RefusedException e) {
      return id;
    }
  }
}
