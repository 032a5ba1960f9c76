package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.Naming;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Change;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Decision;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Origin;
import dev.loopline.registry.Passport;
import dev.loopline.registry.RegisteredModel;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** {@link Registry} over the component's tables and the kernel's stores. */
public final class StoredRegistry implements Registry {
  private final Kernel kernel;
  private final Journal journal;
  private final Shelf shelf;
  private final Tracking tracking;

  StoredRegistry(Kernel kernel, Journal journal, Shelf shelf, Tracking tracking) {
    this.kernel = kernel;
    this.journal = journal;
    this.shelf = shelf;
    this.tracking = tracking;
  }

  @Override
  public ModelVersion register(String product, NewVersion version, String actor) {
    if (!version.model().matches("[a-z][a-z0-9-]*\\.[a-z][a-z0-9_-]{0,62}")
        || !RegisteredModel.productOf(version.model()).equals(product)) {
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
    String source = "runs:/" + version.lineage().run() + "/model";
    Origin origin = new Origin(source, tracking.located(source), version.lineage().run(), "", "");
    try (Naming naming = kernel.artifacts().naming()) {
      List<Passport.File> files = stored(version, naming);
      return kernel.db().write(tx -> register(tx, version, origin, files, actor));
    }
  }

  private static List<Passport.File> stored(NewVersion version, Naming naming) {
    if (!version.files().containsKey(NewVersion.ONNX)) {
      throw new LooplineException(
          RegistryError.VERSION_INCOMPLETE,
          "A version of " + version.model() + " needs a file " + NewVersion.ONNX + ".");
    }
    List<Passport.File> files = new ArrayList<>();
    for (Map.Entry<String, Digest> file : version.files().entrySet()) {
      Blob blob =
          naming
              .find(file.getValue())
              .orElseThrow(
                  () ->
                      new LooplineException(
                          RegistryError.VERSION_INCOMPLETE,
                          file.getKey()
                              + " ("
                              + file.getValue()
                              + ") is not in the artifact store."));
      files.add(new Passport.File(file.getKey(), file.getValue().toString(), blob.size()));
    }
    return files;
  }

  private ModelVersion register(
      Tx tx, NewVersion version, Origin origin, List<Passport.File> files, String actor) {
    Instant now = kernel.clock().now();
    boolean fresh = ModelDao.insert(tx, version.model(), "", now).isPresent();
    // Locked before the look for an earlier attempt, so that two at once register one version.
    ModelRow model = shelf.lock(tx, version.model());
    if (fresh) {
      ObjectNode facts = Json.object().put("description", "").put("prompt", false);
      facts.putObject("tags");
      journal.note(tx, model, Journal.MODEL, "created", actor, facts);
    }
    String run = version.lineage().pipelineRun();
    Optional<Integer> earlier = VersionDao.ofSourceRun(tx.handle(), model.no(), run);
    if (earlier.isPresent()) {
      return Shelf.filled(tx.handle(), version.model(), earlier.get());
    }
    int number = ModelDao.nextVersion(tx, model.no(), now);
    String document = Json.write(version);
    shelf.add(
        tx,
        model,
        new VersionDao.New(number, origin, "", Stage.STAGING, actor, now, run, document, null),
        files);
    ObjectNode facts =
        Json.object()
            .put("source", origin.source())
            .put("runId", origin.runId())
            .put("description", "")
            .put("prompt", false);
    facts.putObject("tags");
    facts.set("metrics", Json.tree(version.metrics()));
    facts.set("lineage", Json.tree(version.lineage()));
    journal.tell(tx, model, number, "registered", actor, facts);
    return Shelf.filled(tx.handle(), version.model(), number);
  }

  @Override
  public List<ModelSummary> models(String product, String after, int limit) {
    return kernel.db().read(h -> SummaryDao.page(h, product, after, limit));
  }

  @Override
  public List<ModelVersion> versions(String product, String model, int before, int limit) {
    Sql sql =
        Sql.of(
            "select "
                + VersionRow.COLUMNS
                + VersionDao.FROM
                + " and m.name = ? and m.product = ? and v.version < ?"
                + " order by v.version desc limit ?",
            model,
            product,
            before,
            limit);
    return kernel.db().read(h -> VersionDao.fill(h, VersionDao.list(h, sql)));
  }

  @Override
  public Optional<ModelVersion> find(String product, String model, int version) {
    return kernel.db().read(h -> find(h, product, model, version));
  }

  private static Optional<ModelVersion> find(Handle h, String product, String model, int version) {
    return VersionDao.find(h, model, version)
        .filter(row -> row.product().equals(product))
        .map(row -> VersionDao.fill(h, List.of(row)).getFirst());
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
                ModelDao.find(h, model)
                    .flatMap(row -> AliasDao.find(h, row.no(), alias))
                    .flatMap(version -> find(h, product, model, version)));
  }

  @Override
  public Map<Integer, List<Change>> histories(List<ModelVersion> versions) {
    if (versions.isEmpty()) {
      return Map.of();
    }
    String model = versions.getFirst().model();
    return kernel
        .db()
        .read(
            h -> {
              long no = Shelf.model(h, model).no();
              List<VersionKey> keys =
                  versions.stream().map(v -> new VersionKey(no, v.version())).toList();
              return HistoryDao.ofVersions(h, keys).stream()
                  .collect(Collectors.groupingBy(Change::version));
            });
  }

  @Override
  public void setAlias(
      Tx tx, String product, String model, String alias, int version, String actor, JsonNode why) {
    shelf.alias(tx, lock(tx, product, model), alias, version, actor, why);
  }

  @Override
  public void dropAlias(
      Tx tx, String product, String model, String alias, String actor, JsonNode why) {
    shelf.unalias(tx, lock(tx, product, model), alias, actor, why);
  }

  private ModelRow lock(Tx tx, String product, String model) {
    ModelRow row = shelf.lock(tx, model);
    if (!row.product().equals(product)) {
      throw Shelf.noModel(model);
    }
    return row;
  }

  @Override
  public void setStage(
      Tx tx, String product, String model, int version, Stage stage, String actor, JsonNode why) {
    ModelRow row = lock(tx, product, model);
    shelf.move(tx, row, Shelf.version(tx.handle(), model, version), stage, actor, why);
  }

  @Override
  public void promote(String product, String model, int version, String actor, JsonNode evidence) {
    decide(product, model, version, Decision.PROMOTED, actor, evidence);
  }

  @Override
  public void reject(String product, String model, int version, String actor, JsonNode evidence) {
    decide(product, model, version, Decision.REJECTED, actor, evidence);
  }

  private void decide(
      String product, String model, int version, Decision to, String actor, JsonNode evidence) {
    require(product, model, version).content();
    kernel
        .db()
        .change(
            tx -> {
              ModelRow row = lock(tx, product, model);
              VersionRow there = Shelf.version(tx.handle(), model, version);
              shelf.decide(tx, row, there, to, actor, evidence);
            });
  }

  @Override
  public void hold(Tx tx, String product, String model, int version) {
    Shelf.version(tx.handle(), lock(tx, product, model).name(), version);
  }

  @Override
  public void change(Consumer<Tx> work) {
    kernel.db().change(work::accept);
  }
}
