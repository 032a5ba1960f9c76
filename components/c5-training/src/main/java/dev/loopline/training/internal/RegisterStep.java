package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Lineage;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.training.TrainingResult;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The step type {@code register}: tracks the training as a run (parameters, metrics, files, code
 * and data versions) and registers the model as a version. {@code trained} and {@code data} name
 * the tasks whose outputs they are. Done again, it finds what it did.
 */
public final class RegisterStep implements InProcessStep {
  private static final Map<String, String> FILES =
      Map.of(
          "onnx", NewVersion.ONNX,
          "native", "model.ubj",
          "baseline", "baseline.json",
          "sample", "sample.json",
          "heldOut", "held-out.json");

  private final TrackedTraining tracked;
  private final Registry registry;

  public RegisterStep(TrackedTraining tracked, Registry registry) {
    this.tracked = tracked;
    this.registry = registry;
  }

  @Override
  public String name() {
    return "register";
  }

  @Override
  public List<String> validate(JsonNode parameters) {
    return Stream.of("model", "trained", "data")
        .filter(name -> !parameters.hasNonNull(name))
        .map(name -> "register needs " + name + "; write it under with:.")
        .toList();
  }

  @Override
  public StepResult run(StepContext context) {
    JsonNode with = context.parameters();
    JsonNode trained = input(context, with.path("trained").asText());
    JsonNode data = input(context, with.path("data").asText());
    TrainingResult result = Json.convert(result(trained), TrainingResult.class);
    Map<String, Digest> files = new LinkedHashMap<>();
    FILES.forEach(
        (output, name) ->
            files.put(name, Digest.parse(trained.path(output).path("digest").asText())));
    String run = tracked.track(context, with.path("trained").asText(), result, data, files);
    Lineage lineage =
        new Lineage(
            run,
            context.runId(),
            context.commit(),
            context.artifact() == null ? "" : context.artifact().toString(),
            data.path("view").asText(),
            data.path("digest").asText(),
            data.path("snapshot").asLong(),
            data.path("rows").asLong(),
            Objects.requireNonNull(result.parameters().get("seed")).asText(),
            Instant.parse(data.path("until").asText()));
    ModelVersion version =
        registry.register(
            context.product(),
            new NewVersion(
                with.path("model").asText(),
                files,
                result.signature(),
                result.metrics(),
                result.parameters(),
                lineage),
            "system:training");
    context.log("Registered " + version.model() + " version " + version.version());
    return new StepResult(
        Map.of(
            "model", Json.tree(version.model()),
            "version", Json.tree(String.valueOf(version.version())),
            "run", Json.tree(run),
            "trainedUntil", Json.tree(lineage.trainedUntil().toString())));
  }

  private static JsonNode input(StepContext context, String task) {
    JsonNode outputs = context.inputs().get(task);
    if (outputs == null) {
      throw new IllegalArgumentException(
          "register reads the outputs of task '" + task + "'; name it under needs: as well.");
    }
    return outputs;
  }

  private static JsonNode result(JsonNode trained) {
    return Json.object()
        .<ObjectNode>set("signature", trained.get("signature"))
        .<ObjectNode>set("metrics", trained.get("metrics"))
        .<ObjectNode>set("parameters", trained.get("parameters"))
        .<ObjectNode>set("trials", trained.get("trials"))
        .set("curve", trained.get("curve"));
  }
}
