package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.workflow.spi.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a training's run is known by: its id, and tags, MLflow's own names where it has one. */
final class TrainingTags {
  private TrainingTags() {}

  /** The run of a task of a pipeline run: always the same 32 hexadecimal digits. */
  static String run(String pipelineRun, String task) {
    byte[] name = (pipelineRun + "/" + task).getBytes(StandardCharsets.UTF_8);
    return Digest.of(name).hex().substring(0, 32);
  }

  static Map<String, String> of(StepContext context, String task) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("loopline.pipelineRun", context.runId());
    tags.put("loopline.task", task);
    tags.put("loopline.attempt", Integer.toString(context.attempt()));
    tags.put("loopline.product", context.product());
    tags.put("loopline.eventTime", context.eventTime().toString());
    tags.put("mlflow.user", "system:training");
    tags.put("mlflow.source.type", "JOB");
    tags.put("mlflow.source.name", context.runId() + "/" + task);
    tags.put("mlflow.source.git.commit", context.commit());
    if (context.artifact() != null) {
      // Trained from what was delivered, never from a checkout: nothing of it is uncommitted.
      tags.put("loopline.source.artifact", context.artifact().toString());
      tags.put("mlflow.source.git.dirty", "false");
      tags.put("loopline.source.dirty", "false");
    }
    return tags;
  }

  /** Those parts of an environment that runs are searched and compared by. */
  static Map<String, String> ofEnvironment(JsonNode environment) {
    Map<String, String> tags = new LinkedHashMap<>();
    put(tags, "loopline.host", environment.path("host"));
    put(tags, "loopline.os", environment.path("os"));
    put(tags, "loopline.java", environment.path("java"));
    put(tags, "loopline.cpus", environment.path("cpus"));
    put(tags, "loopline.memoryBytes", environment.path("memoryBytes"));
    JsonNode gpus = environment.path("gpus");
    if (!gpus.isEmpty()) {
      tags.put("loopline.gpus", Integer.toString(gpus.size()));
    }
    return tags;
  }

  private static void put(Map<String, String> tags, String name, JsonNode value) {
    if (value.isValueNode() && !value.asText().isEmpty()) {
      tags.put(name, value.asText());
    }
  }
}
