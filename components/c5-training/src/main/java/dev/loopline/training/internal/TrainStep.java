package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.product.Products;
import dev.loopline.training.TrainingTask;
import dev.loopline.workflow.spi.AttemptRef;
import dev.loopline.workflow.spi.Ending;
import dev.loopline.workflow.spi.IsolatedStep;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.Measurements;
import dev.loopline.workflow.spi.StepContext;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The step type {@code train}: a training set in, a model in two formats with its figures out. It
 * is refused while the product's declaration lacks what training needs. The seed comes from the
 * kernel by product and training set, so the same data gives the same model in every run.
 */
public final class TrainStep implements IsolatedStep {
  private static final int HEAP_MEGABYTES = 1536;
  private static final List<String> SETTINGS =
      List.of(
          "trials",
          "maxRounds",
          "patience",
          "validationDays",
          "testDays",
          "halfLifeDays",
          "threads");

  private final Products products;
  private final TrackedTraining tracked;

  public TrainStep(Products products, TrackedTraining tracked) {
    this.products = products;
    this.tracked = tracked;
  }

  @Override
  public String name() {
    return "train";
  }

  @Override
  public JsonNode parameterSchema() {
    ObjectNode properties = Json.object();
    properties.set("data", Json.object().put("type", "string"));
    properties.set("algorithm", Json.tree(Map.of("enum", List.of("xgboost"))));
    for (String setting : SETTINGS) {
      // A template such as ${parameters.trials} is a string until it is filled in.
      properties.set(setting, Json.tree(Map.of("type", List.of("number", "string"))));
    }
    ObjectNode schema = Json.object().put("type", "object").put("additionalProperties", false);
    schema.set("properties", properties);
    schema.set("required", Json.tree(List.of("data")));
    return schema;
  }

  @Override
  public Launch launch(StepContext context) {
    products.requireTrainable(context.product());
    JsonNode with = context.parameters();
    Digest data = Digest.parse(with.path("data").asText());
    ObjectNode task = (ObjectNode) Json.tree(TrainingTask.DEFAULTS);
    for (Iterator<String> names = SETTINGS.iterator(); names.hasNext(); ) {
      String name = names.next();
      if (with.hasNonNull(name)) {
        task.set(name, with.get(name));
      }
    }
    long seed = context.seeds().of("train", context.product(), data.hex());
    task.put("seed", seed);
    // Read once here, so that a wrong setting is refused before a process is started.
    TrainingTask checked = Json.convert(task, TrainingTask.class);
    tracked.begin(context, seed);
    return Launch.java(TrainingChild.class.getName(), Json.tree(checked))
        .inputs(Map.of(TrainingChild.DATA, data))
        // Threads that wait shall sleep: spinning starves the server where processors are few.
        .environment(Map.of("OMP_WAIT_POLICY", "PASSIVE"))
        .heap(HEAP_MEGABYTES)
        .measured();
  }

  @Override
  public void measured(AttemptRef attempt, Measurements measurements) {
    tracked.measured(attempt, measurements);
  }

  @Override
  public void ended(Tx tx, AttemptRef attempt, Ending how, Instant at) {
    tracked.ended(tx, attempt, how, at);
  }
}
