package dev.loopline.monitoring.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.events.Event;
import dev.loopline.monitoring.spi.TaskOutputs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a task of a training shows to have happened, told by what it handed on: one task does
 * several of the paper's steps, and each is done only if its own result is there.
 */
final class TaskEvidence {
  private final TaskOutputs outputs;

  TaskEvidence(TaskOutputs outputs) {
    this.outputs = outputs;
  }

  /**
   * The parts that a succeeded task did, with the seconds that each took where the task says so
   * under {@code phases}; empty where it is not of a training.
   */
  Map<String, OptionalDouble> parts(Event event) {
    String uses = event.data().path("uses").asText();
    if (!uses.equals("training-set") && !uses.equals("train")) {
      return Map.of();
    }
    JsonNode made =
        outputs.of(event.data().path("run").asText(), event.data().path("task").asText());
    return uses.equals("train") ? trained(made) : cut(made);
  }

  private static Map<String, OptionalDouble> cut(JsonNode made) {
    Map<String, OptionalDouble> parts = new LinkedHashMap<>();
    if (made.path("snapshot").isNumber()) {
      parts.put("pull", seconds(made, "pull"));
    }
    if (made.path("rows").asLong() > 0) {
      parts.put("prepare", seconds(made, "prepare"));
    }
    return parts;
  }

  private static Map<String, OptionalDouble> trained(JsonNode made) {
    Map<String, OptionalDouble> parts = new LinkedHashMap<>();
    if (made.path("baseline").has("digest")) {
      parts.put("analyse", seconds(made, "analyse"));
    }
    if (made.path("parameters").has("algorithm")) {
      parts.put("choose", seconds(made, "choose"));
    }
    if (!made.path("curve").isEmpty()) {
      parts.put("validate", seconds(made, "validate"));
    }
    if (made.path("native").has("digest")) {
      parts.put("fit", seconds(made, "fit"));
    }
    if (made.path("metrics").path("test_auc").isNumber()) {
      parts.put("evaluate", seconds(made, "evaluate"));
    }
    if (made.path("onnx").has("digest")) {
      parts.put("export", seconds(made, "export"));
    }
    return parts;
  }

  /** The whole task's seconds are not those of its parts. */
  private static OptionalDouble seconds(JsonNode made, String part) {
    JsonNode seconds = made.path("phases").path(part);
    return seconds.isNumber() ? OptionalDouble.of(seconds.asDouble()) : OptionalDouble.empty();
  }
}
