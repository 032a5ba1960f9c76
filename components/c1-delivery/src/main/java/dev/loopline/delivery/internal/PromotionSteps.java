package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.delivery.DeliveryError;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
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

  private static final long LARGEST = 2L << 30;
  private static final int LARGEST_SAMPLE = 64 << 20;
  private static final String SAMPLE = "sample.json";
  private static final String ABOUT = "version.json";
  private static final String ACTOR = "system:delivery";

  private final Kernel kernel;
  private final Registry registry;
  private final Serving serving;
  private final Packages packages;

  PromotionSteps(Kernel kernel, Registry registry, Serving serving, Packages packages) {
    this.kernel = kernel;
    this.registry = registry;
    this.serving = serving;
    this.packages = packages;
  }

  List<StepType> all() {
    return List.of(
        new OwnStep("promotion.build", this::build),
        new OwnStep("promotion.test", this::test),
        new OwnStep("promotion.deploy", this::deploy));
  }

  private ModelVersion version(StepContext context) {
    JsonNode with = context.parameters();
    return registry.require(
        context.product(), with.path("model").asText(), with.path("version").asInt());
  }

  private StepResult build(StepContext context) throws IOException {
    ModelVersion version = version(context);
    byte[] about = Json.bytes(version.content());
    SortedMap<String, Digest> files = new TreeMap<>(version.content().files());
    Blob blob =
        packages.store(
            LARGEST,
            archive -> {
              for (Map.Entry<String, Digest> file : files.entrySet()) {
                long size = kernel.artifacts().find(file.getValue()).map(Blob::size).orElse(0L);
                try (InputStream content = packages.open(file.getValue())) {
                  archive.add(new SourceArchive.Entry(file.getKey(), false, size), content);
                }
              }
              archive.add(
                  new SourceArchive.Entry(ABOUT, false, about.length),
                  new ByteArrayInputStream(about));
            });
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
    Map<String, byte[]> built = built(context, version);
    byte[] recorded = built.get(SAMPLE);
    if (recorded == null) {
      throw refused(version, "carries no sample.json, so nothing shows that it scores as trained");
    }
    Sample sample = sample(recorded);
    int rows = sample.rows().length;
    if (rows == 0 || rows != sample.scores().length) {
      throw refused(
          version, "has a sample of " + rows + " rows and " + sample.scores().length + " scores");
    }
    double[] scores =
        serving.score(
            context.product(), version.model(), version.version(), List.of(sample.rows()));
    if (scores.length != rows) {
      throw refused(version, "scores " + scores.length + " of " + rows + " rows");
    }
    double largest = 0;
    for (int i = 0; i < scores.length; i++) {
      double difference = Math.abs(scores[i] - sample.scores()[i]);
      // Not the maximum alone: that of a NaN and a number depends on the order.
      if (!(difference <= TOLERANCE)) {
        throw refused(version, "scores a row otherwise than training did, by " + difference);
      }
      largest = Math.max(largest, difference);
    }
    context.log(rows + " rows score as in training; largest difference " + largest);
    return new StepResult(Map.of("largestDifference", Json.tree(largest)));
  }

  private static LooplineException refused(ModelVersion version, String why) {
    return new LooplineException(
        DeliveryError.PROMOTION_REFUSED,
        version.model()
            + " version "
            + version.version()
            + " "
            + why
            + ". It was not deployed; train and register it anew.");
  }

  /**
   * The small files of what was built, by name; refused where it does not hold the very files of
   * the version that is now tested or deployed.
   */
  private Map<String, byte[]> built(StepContext context, ModelVersion version) {
    SortedMap<String, String> digests = new TreeMap<>();
    Map<String, byte[]> small = new HashMap<>();
    SourceArchive.visit(
        packages.open(Packages.of(context, "build")),
        (file, content) -> {
          if (file.path().equals(SAMPLE)) {
            byte[] bytes = content.readNBytes(LARGEST_SAMPLE);
            small.put(SAMPLE, bytes);
            digests.put(SAMPLE, Packages.digest(new ByteArrayInputStream(bytes)));
          } else if (!file.path().equals(ABOUT)) {
            digests.put(file.path(), Packages.digest(content));
          }
        });
    SortedMap<String, String> wanted = new TreeMap<>();
    version.content().files().forEach((name, digest) -> wanted.put(name, digest.hex()));
    if (!digests.equals(wanted)) {
      throw refused(version, "was built from other files than it has now");
    }
    return small;
  }

  private static Sample sample(byte[] bytes) {
    JsonNode tree = Json.parse(new String(bytes, StandardCharsets.UTF_8));
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
    built(context, version);
    List<String> endpoints = new ArrayList<>();
    for (EndpointView endpoint : serving.endpoints(context.product())) {
      if (endpoint.model().equals(version.model())) {
        kernel.db().change(context::requireCurrent);
        // The old champion first: after a crash the endpoint still says which one that was.
        shadow(context.product(), endpoint, version.version());
        serving.deploy(context.product(), endpoint.name(), Role.CHAMPION, version.version(), ACTOR);
        endpoints.add(endpoint.name());
      }
    }
    JsonNode why = Json.tree(Map.of("pipelineRun", context.runId(), "endpoints", endpoints));
    registry.change(
        tx -> {
          context.requireCurrent(tx);
          crown(tx, version, why);
        });
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
