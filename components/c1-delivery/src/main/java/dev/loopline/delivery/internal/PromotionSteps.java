package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.delivery.DeliveryError;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Stage;
import dev.loopline.serving.EndpointView;
import dev.loopline.serving.Role;
import dev.loopline.serving.Serving;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import dev.loopline.workflow.spi.StepType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a promoted version goes through: built into one package, tested against the scores that
 * training recorded, deployed at every endpoint of its model.
 */
final class PromotionSteps {
  /** As far as an export may lie from the trained model, so may a copy from the export. */
  private static final double TOLERANCE = 1e-5;

  private static final int LARGEST_FILE = 256 << 20;
  private static final String ACTOR = "system:delivery";

  private final Kernel kernel;
  private final Registry registry;
  private final Serving serving;

  PromotionSteps(Kernel kernel, Registry registry, Serving serving) {
    this.kernel = kernel;
    this.registry = registry;
    this.serving = serving;
  }

  List<StepType> all() {
    return List.of(
        DeliverySteps.inProcess("promotion.build", this::build),
        DeliverySteps.inProcess("promotion.test", this::test),
        DeliverySteps.inProcess("promotion.deploy", this::deploy));
  }

  private ModelVersion version(StepContext context) {
    JsonNode with = context.parameters();
    return registry.require(
        context.product(), with.path("model").asText(), with.path("version").asInt());
  }

  private StepResult build(StepContext context) {
    ModelVersion version = version(context);
    SortedMap<String, byte[]> files = new TreeMap<>();
    version
        .content()
        .files()
        .forEach((name, digest) -> files.put(name, kernel.artifacts().read(digest, LARGEST_FILE)));
    files.put("version.json", Json.bytes(version.content()));
    Blob blob = kernel.artifacts().put(SourceArchive.pack(files));
    kernel
        .db()
        .change(tx -> DeliveryDao.packaged(tx.handle(), context.runId(), blob.digest().toString()));
    context.log("Built " + blob.digest() + ", " + blob.size() + " bytes");
    return new StepResult(Map.of("digest", Json.tree(blob.digest().toString())));
  }

  /** Rows and scores that training recorded. */
  private record Sample(float[][] rows, double[] scores) {}

  private StepResult test(StepContext context) {
    ModelVersion version = version(context);
    var digest = version.content().files().get("sample.json");
    if (digest == null) {
      context.log("The version carries no sample; loading it is the only test.");
      serving.score(context.product(), version.model(), version.version(), List.of());
      return StepResult.none();
    }
    Sample sample = sample(kernel.artifacts().read(digest, LARGEST_FILE));
    double[] scores =
        serving.score(
            context.product(), version.model(), version.version(), List.of(sample.rows()));
    double largest = 0;
    for (int i = 0; i < scores.length; i++) {
      largest = Math.max(largest, Math.abs(scores[i] - sample.scores()[i]));
    }
    if (!(largest <= TOLERANCE)) {
      throw new LooplineException(
          DeliveryError.PROMOTION_REFUSED,
          version.model()
              + " version "
              + version.version()
              + " scores a row otherwise than training did, by "
              + largest
              + ". It was not deployed.");
    }
    context.log(scores.length + " rows score as in training; largest difference " + largest);
    return new StepResult(Map.of("largestDifference", Json.tree(largest)));
  }

  private static Sample sample(byte[] bytes) {
    JsonNode tree = Json.parse(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    List<float[]> rows = new ArrayList<>();
    for (JsonNode row : tree.path("rows")) {
      float[] values = new float[row.size()];
      for (int i = 0; i < values.length; i++) {
        // JSON has no NaN: Jackson writes it as a text.
        values[i] = row.get(i).isNumber() ? (float) row.get(i).doubleValue() : Float.NaN;
      }
      rows.add(values);
    }
    double[] scores = new double[tree.path("scores").size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = tree.path("scores").get(i).doubleValue();
    }
    return new Sample(rows.toArray(float[][]::new), scores);
  }

  private StepResult deploy(StepContext context) {
    ModelVersion version = version(context);
    List<String> endpoints = new ArrayList<>();
    for (EndpointView endpoint : serving.endpoints(context.product())) {
      if (endpoint.model().equals(version.model())) {
        serving.deploy(context.product(), endpoint.name(), Role.CHAMPION, version.version(), ACTOR);
        shadow(context.product(), endpoint, version.version());
        endpoints.add(endpoint.name());
      }
    }
    JsonNode why = Json.tree(Map.of("pipelineRun", context.runId(), "endpoints", endpoints));
    registry.change(tx -> crown(tx, version, why));
    context.log("Deployed at " + endpoints);
    return new StepResult(Map.of("endpoints", Json.tree(endpoints)));
  }

  /**
   * What was replaced goes on scoring unseen, so that a loss shows on the same rows; it answers
   * nobody, and monitoring takes it out when its watch is over.
   */
  private void shadow(String product, EndpointView before, int promoted) {
    if (before.champion() != null && before.champion().version() != promoted && before.shadow()) {
      serving.deploy(product, before.name(), Role.SHADOW, before.champion().version(), ACTOR);
    } else if (before.challenger() != null && before.challenger().version() == promoted) {
      serving.withdrawChallenger(product, before.name(), ACTOR);
    }
  }

  private void crown(Tx tx, ModelVersion version, JsonNode why) {
    String product = version.product();
    String model = version.model();
    Optional<ModelVersion> before = registry.byAlias(product, model, Registry.CHAMPION);
    registry.setAlias(tx, product, model, Registry.CHAMPION, version.version(), ACTOR, why);
    registry.setStage(tx, product, model, version.version(), Stage.PRODUCTION, ACTOR, why);
    before
        .filter(b -> b.version() != version.version())
        .ifPresent(
            b -> registry.setStage(tx, product, model, b.version(), Stage.ARCHIVED, ACTOR, why));
  }
}
