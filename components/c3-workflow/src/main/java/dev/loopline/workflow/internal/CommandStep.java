package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.spi.IsolatedStep;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.StepContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The step type {@code command}: runs {@code with.run}, in any language, in a child process whose
 * working directory holds the product's files as they were delivered.
 */
public final class CommandStep implements IsolatedStep {
  private static final String RUN_CONTEXT = "MLFLOW_RUN_CONTEXT";
  private static final JsonNode SCHEMA =
      Json.parse(
          """
          {"type": "object", "required": ["run"], "additionalProperties": false, "properties": {
            "run": {"type": "array", "minItems": 1, "items": {"type": "string"}},
            "inputs": {"type": "object", "additionalProperties": {"type": "string"},
              "propertyNames": {"pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}$"}},
            "environment": {"type": "object", "additionalProperties": {"type": "string"}},
            "network": {"type": "boolean"}}}
          """);

  @Override
  public String name() {
    return "command";
  }

  @Override
  public JsonNode parameterSchema() {
    return SCHEMA;
  }

  @Override
  public Launch launch(StepContext context) {
    JsonNode with = context.parameters();
    List<String> run = new ArrayList<>();
    with.path("run").forEach(word -> run.add(word.asText()));
    Map<String, Digest> inputs = new HashMap<>();
    with.path("inputs")
        .properties()
        .forEach(e -> inputs.put(e.getKey(), Digest.parse(e.getValue().asText())));
    Map<String, String> environment = new HashMap<>(Map.of(RUN_CONTEXT, runContext(context)));
    with.path("environment")
        .properties()
        .forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
    Launch launch = Launch.command(run, task(context)).inputs(inputs).environment(environment);
    Digest artifact = context.artifact();
    if (artifact != null) {
      launch = launch.source(artifact);
    }
    return with.path("network").asBoolean() ? launch.networked() : launch;
  }

  /** Tags that MLflow's client gives to the runs that the command logs. */
  private static String runContext(StepContext context) {
    ObjectNode tags =
        Json.object()
            .put("mlflow.source.type", "JOB")
            .put("mlflow.source.name", context.runId() + "/" + context.taskId())
            .put("loopline.product", context.product())
            .put("loopline.pipelineRun", context.runId())
            .put("loopline.task", context.taskId())
            .put("mlflow.source.git.commit", context.commit());
    if (context.artifact() != null) {
      // It runs from what was delivered, never from a checkout: there is nothing uncommitted.
      tags.put("mlflow.source.git.dirty", "false").put("loopline.source.dirty", "false");
    }
    return Json.write(tags);
  }

  private static JsonNode task(StepContext context) {
    ObjectNode task =
        Json.object()
            .put("product", context.product())
            .put("commit", context.commit())
            .put("run", context.runId())
            .put("task", context.taskId())
            .put("attempt", context.attempt())
            .put("eventTime", context.eventTime().toString());
    task.set("parameters", context.parameters());
    task.set("inputs", Json.tree(context.inputs()));
    return task;
  }
}
