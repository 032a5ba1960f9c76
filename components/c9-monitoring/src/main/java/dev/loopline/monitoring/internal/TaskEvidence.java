package dev.loopline.monitoring.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.events.Event;
import dev.loopline.monitoring.spi.TaskOutputs;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task of a training shows to have happened, told by what it handed on: one task does
 * several of the paper's steps, and each is done only if its own result is there.
 */
final class TaskEvidence {
  private final TaskOutputs outputs;

  TaskEvidence(TaskOutputs outputs) {
    this.outputs = outputs;
  }

  /** The parts that a succeeded task did; empty where it is not of a training. */
  List<String> parts(Event event) {
    String uses = event.data().path("uses").asText();
    if (!uses.equals("training-set") && !uses.equals("train")) {
      return List.of();
    }
    JsonNode made =
        outputs.of(event.data().path("run").asText(), event.data().path("task").asText());
    return uses.equals("train") ? trained(made) : cut(made);
  }

  private static List<String> cut(JsonNode made) {
    List<String> parts = new ArrayList<>();
    if (made.path("snapshot").isNumber()) {
      parts.add("pull");
    }
    if (made.path("rows").asLong() > 0) {
      parts.add("prepare");
    }
    return parts;
  }

  private static List<String> trained(JsonNode made) {
    List<String> parts = new ArrayList<>();
    if (made.path("baseline").has("digest")) {
      parts.add("analyse");
    }
    if (made.path("parameters").has("algorithm")) {
      parts.add("choose");
    }
    if (!made.path("curve").isEmpty()) {
      parts.add("validate");
    }
    if (made.path("native").has("digest")) {
      parts.add("fit");
    }
    if (made.path("metrics").path("test_auc").isNumber()) {
      parts.add("evaluate");
    }
    if (made.path("onnx").has("digest")) {
      parts.add("export");
    }
    return parts;
  }
}
