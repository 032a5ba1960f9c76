package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Change;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** {@link Registry} over the component's tables and the kernel's stores. */
public final class StoredRegistry implements Registry {
  private static final String PROMOTED = "promoted";
  private static final String REJECTED = "rejected";

  private final Kernel kernel;

  public StoredRegistry(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public ModelVersion register(String product, NewVersion version, String actor) {
    if (!version.model().matches("[a-z][a-z0-9-]*\\.[a-z][a-z0-9_-]{0,62}")
        || !version.model().startsWith(product + ".")) {
      throw new LooplineException(
          RegistryError.MODEL_NAME_INVALID,
          "'"
              + version.model()
              + "' is no model of "
              + product
              + "; name it "
              + product
              + ".<name> with lower-case letters, digits, hyphens and underscores.");
    }
    requireFiles(version);
    String run = version.lineage().pipelineRun();
    int number = kernel.db().write(tx -> register(tx, product, version, actor, run));
    return require(product, version.model(), number);
  }

  private void requireFiles(NewVersion version) {
    if (!version.files().containsKey(NewVersion.ONNX)) {
      throw new LooplineException(
          RegistryError.VERSION_INCOMPLETE,
          "A version of " + version.model() + " needs a file " + NewVersion.ONNX + ".");
    }
    for (Map.Entry<String, Digest> file : version.files().entrySet()) {
      if (kernel.artifacts().find(file.getValue()).isEmpty()) {
        throw new LooplineException(
            RegistryError.VERSION_INCOMPLETE,
            file.getKey() + " (" + file.getValue() + ") is not in the artifact store.");
      }
    }
  }

  private int register(Tx tx, String product, NewVersion version, String actor, String run) {
    Optional<Integer> there = VersionDao.ofRun(tx.handle(), product, version.model(), run);
    if (there.isPresent()) {
      return there.get();
    }
    int number = VersionDao.insert(tx.handle(), product, version, kernel.clock().now(), actor, run);
    JsonNode facts = Json.tree(Map.of("metrics", version.metrics(), "lineage", version.lineage()));
    record(tx, product, version.model(), number, "registered", actor, facts);
    return number;
  }

  /** An entry of the history and the event that tells of it. */
  private void record(
      Tx tx,
      String product,
      String model,
      int version,
      String change,
      String actor,
      JsonNode evidence) {
    Change entry =
        new Change(
            kernel.clock().now(), kernel.eventTime().now(tx, product), actor, change, evidence);
    VersionDao.append(tx.handle(), product, model, version, entry);
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                "registry.version." + change,
                "registry",
                model + "/" + version,
                product,
                actor,
                Json.tree(
                    Map.of(
                        "model",
                        model,
                        "version",
                        String.valueOf(version),
                        "evidence",
                        evidence))));
  }

  @Override
  public List<ModelSummary> models(String product) {
    return kernel.db().read(h -> VersionDao.models(h, product));
  }

  @Override
  public List<ModelVersion> versions(String product, String model, int before, int limit) {
    return kernel.db().read(h -> VersionDao.page(h, product, model, before, limit));
  }

  @Override
  public Optional<ModelVersion> find(String product, String model, int version) {
    return kernel.db().read(h -> VersionDao.find(h, product, model, version));
  }

  @Override
  public ModelVersion require(String product, String model, int version) {
    return find(product, model, version)
        .orElseThrow(
            () ->
                new LooplineException(
                    RegistryError.VERSION_NOT_FOUND,
                    "Product " + product + " has no version " + version + " of " + model + "."));
  }

  @Override
  public Optional<ModelVersion> byAlias(String product, String model, String alias) {
    return kernel
        .db()
        .read(
            h ->
                VersionDao.alias(h, product, model, alias)
                    .flatMap(version -> VersionDao.find(h, product, model, version)));
  }

  @Override
  public void setAlias(
      Tx tx, String product, String model, String alias, int version, String actor, JsonNode why) {
    if (VersionDao.alias(tx.handle(), product, model, alias).equals(Optional.of(version))) {
      return;
    }
    VersionDao.setAlias(tx.handle(), product, model, alias, version);
    record(tx, product, model, version, "aliased", actor, Json.tree(Map.of(alias, why)));
  }

  @Override
  public void dropAlias(Tx tx, String product, String model, String alias) {
    VersionDao.dropAlias(tx.handle(), product, model, alias);
  }

  @Override
  public void setStage(
      Tx tx, String product, String model, int version, Stage stage, String actor, JsonNode why) {
    if (VersionDao.setStage(tx.handle(), product, model, version, stage)) {
      record(
          tx,
          product,
          model,
          version,
          "staged",
          actor,
          Json.tree(Map.of("stage", stage, "why", why)));
    }
  }

  @Override
  public void promote(String product, String model, int version, String actor, JsonNode evidence) {
    decide(product, model, version, PROMOTED, actor, evidence);
  }

  @Override
  public void reject(String product, String model, int version, String actor, JsonNode evidence) {
    decide(product, model, version, REJECTED, actor, evidence);
  }

  private void decide(
      String product, String model, int version, String change, String actor, JsonNode evidence) {
    require(product, model, version);
    kernel
        .db()
        .change(
            tx -> {
              if (VersionDao.happened(tx.handle(), product, model, version, change)) {
                return;
              }
              record(tx, product, model, version, change, actor, evidence);
              if (change.equals(REJECTED)) {
                setStage(tx, product, model, version, Stage.ARCHIVED, actor, evidence);
              }
              if (VersionDao.alias(tx.handle(), product, model, CHALLENGER)
                  .equals(Optional.of(version))) {
                dropAlias(tx, product, model, CHALLENGER);
              }
            });
  }

  @Override
  public void change(Consumer<Tx> work) {
    kernel.db().change(work::accept);
  }
}
