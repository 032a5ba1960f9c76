package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.Naming;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Found;
import dev.loopline.registry.ModelNames;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewModelVersion;
import dev.loopline.registry.Origin;
import dev.loopline.registry.Passport;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.SearchQuery;
import dev.loopline.registry.Stage;
import dev.loopline.registry.StagePeriod;
import dev.loopline.registry.Stages;
import dev.loopline.registry.Versions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link Versions} over the component's tables. */
public final class StoredVersions implements Versions {
  private final Kernel kernel;
  private final Journal journal;
  private final Shelf shelf;
  private final RegistrySearch search;
  private final Stages stages;
  private final Arrivals arrivals;

  /**
   * What a new version is taken in with.
   *
   * @param sources judges where it comes from
   * @param passports reads what it is made of
   */
  record Arrivals(Sources sources, PassportReader passports, Tracking tracking) {}

  StoredVersions(
      Kernel kernel,
      Journal journal,
      Shelf shelf,
      RegistrySearch search,
      Stages stages,
      Arrivals arrivals) {
    this.kernel = kernel;
    this.journal = journal;
    this.shelf = shelf;
    this.search = search;
    this.stages = stages;
    this.arrivals = arrivals;
  }

  @Override
  public ModelVersion create(NewModelVersion version, String actor) {
    Origin origin = arrivals.sources().resolve(version);
    ModelNames.model("name", version.model());
    ModelNames.tags(version.tags());
    kernel.db().read(h -> Shelf.model(h, version.model()));
    Passport passport =
        version.isPrompt()
            ? new Passport(List.of(), null, null)
            : arrivals.passports().read(origin.place());
    ModelVersion made = insert(version, origin, passport, actor);
    if (!origin.loggedModelId().isEmpty()) {
      arrivals.tracking().registered(origin.loggedModelId(), made.model(), made.version());
    }
    return made;
  }

  private ModelVersion insert(
      NewModelVersion version, Origin origin, Passport passport, String actor) {
    try (Naming naming = kernel.artifacts().naming()) {
      PassportReader.hold(naming, origin, passport);
      return kernel.db().write(tx -> insert(tx, version, origin, passport, actor));
    }
  }

  private ModelVersion insert(
      Tx tx, NewModelVersion version, Origin origin, Passport passport, String actor) {
    Instant now = kernel.clock().now();
    ModelRow model = shelf.lock(tx, version.model());
    int number = ModelDao.nextVersion(tx, model.no(), now);
    shelf.add(
        tx,
        model,
        new VersionDao.New(
            number,
            origin,
            version.description(),
            Stage.NONE,
            actor,
            now,
            null,
            null,
            Json.write(new Passport(List.of(), passport.mlmodel(), passport.problem()))),
        passport.files());
    version.tags().forEach((key, value) -> TagDao.setOfVersion(tx, model.no(), number, key, value));
    ObjectNode facts =
        Json.object()
            .put("source", origin.source())
            .put("runId", origin.runId())
            .put("description", version.description())
            .put("prompt", version.isPrompt());
    facts.set("tags", Json.tree(version.tags()));
    ObjectNode told =
        Json.object().put("runId", origin.runId()).put("loggedModelId", origin.loggedModelId());
    journal.note(tx, model, number, "registered", actor, facts, told);
    return Shelf.filled(tx.handle(), version.model(), number);
  }

  @Override
  public ModelVersion require(String model, int version) {
    return kernel.db().read(h -> Shelf.filled(h, model, version));
  }

  @Override
  public ModelVersion describe(
      String model, int version, @Nullable String description, String actor) {
    if (description != null) {
      ModelNames.description(description);
    }
    return changed(
        model,
        version,
        (tx, row, there) -> {
          VersionDao.describe(tx, there.key(), description, kernel.clock().now());
          journal.note(
              tx, row, version, "described", actor, Json.object().put("description", description));
        });
  }

  @Override
  public ModelVersion transition(
      String model, int version, Stage stage, Others others, String actor) {
    if (others == Others.ARCHIVE && !stages.active().contains(stage)) {
      throw new LooplineException(
          RegistryError.INVALID_PARAMETER_VALUE,
          "Model version transition cannot archive existing model versions because '"
              + stage.label()
              + "' is not an Active stage. Valid stages are "
              + stages.active().stream()
                  .map(s -> "'" + s.label() + "'")
                  .collect(Collectors.joining(", ", "[", "]")));
    }
    return changed(
        model,
        version,
        (tx, row, there) -> {
          shelf.governance().requireOpen(tx, row, there, stage);
          Instant now = kernel.clock().now();
          JsonNode why = Json.object().put("version", String.valueOf(version));
          if (others == Others.ARCHIVE) {
            for (VersionRow other : VersionDao.inStage(tx.handle(), row.no(), stage)) {
              if (other.version() != version) {
                shelf.move(tx, row, other, Stage.ARCHIVED, actor, why);
              }
            }
          }
          if (!shelf.move(tx, row, there, stage, actor, Json.object())) {
            // The times tell that somebody asked, as in MLflow.
            VersionDao.setStage(tx, there.key(), stage, now);
          }
          ModelDao.touch(tx, row.no(), now);
        });
  }

  @Override
  public void delete(String model, int version, String actor) {
    kernel
        .db()
        .change(
            tx -> {
              ModelRow row = shelf.lock(tx, model);
              VersionRow there = Shelf.version(tx.handle(), model, version);
              shelf.governance().requireUnused(tx, row, version);
              Instant now = kernel.clock().now();
              VersionDao.delete(tx, there.key(), now);
              PeriodDao.close(tx, there.key(), journal.now(tx, row.product()));
              ModelDao.touch(tx, row.no(), now);
              journal.tell(tx, row, version, "deleted", actor, Json.object());
            });
  }

  @Override
  public void setTag(String model, int version, String key, String value, String actor) {
    ModelNames.tag(key, value);
    tagged(
        model,
        version,
        (tx, row, there) -> {
          TagDao.setOfVersion(tx, row.no(), version, key, value);
          journal.note(
              tx,
              row,
              version,
              "tagged",
              actor,
              Json.object()
                  .put("key", key)
                  .put("value", value)
                  .put("prompt", TagDao.isPrompt(tx.handle(), row.no())));
        });
  }

  @Override
  public void deleteTag(String model, int version, String key, String actor) {
    ModelNames.tagKey(key);
    tagged(
        model,
        version,
        (tx, row, there) -> {
          if (TagDao.deleteOfVersion(tx, row.no(), version, key)) {
            journal.note(
                tx,
                row,
                version,
                "untagged",
                actor,
                Json.object()
                    .put("key", key)
                    .put("prompt", TagDao.isPrompt(tx.handle(), row.no())));
          }
        });
  }

  @Override
  public ModelVersion byAlias(String model, String alias) {
    ModelNames.alias(alias);
    return kernel
        .db()
        .read(
            h -> {
              ModelRow row = Shelf.model(h, model);
              int version =
                  alias.equalsIgnoreCase(ModelNames.LATEST)
                      ? VersionDao.highest(h, row.no())
                          .orElseThrow(
                              () ->
                                  new LooplineException(
                                      RegistryError.VERSION_NOT_FOUND,
                                      "Latest version not found for model " + model + "."))
                      : AliasDao.find(h, row.no(), alias)
                          .orElseThrow(
                              () ->
                                  new LooplineException(
                                      RegistryError.INVALID_PARAMETER_VALUE,
                                      "Registered model alias " + alias + " not found."));
              return Shelf.filled(h, model, version);
            });
  }

  @Override
  public List<ModelVersion> latest(String model, List<Stage> wanted) {
    return kernel
        .db()
        .read(
            h ->
                VersionDao.fill(
                    h,
                    VersionDao.latest(h, List.of(Shelf.model(h, model).no())).stream()
                        .filter(v -> wanted.isEmpty() || wanted.contains(v.stage()))
                        .toList()));
  }

  @Override
  public Found<ModelVersion> search(SearchQuery query) {
    return kernel.db().read(h -> search.versions(h, query));
  }

  @Override
  public long count(String filter) {
    return search.countVersions(filter);
  }

  @Override
  public List<ModelVersion> ofRun(String runId) {
    Sql sql =
        Sql.of(
            "select "
                + VersionRow.COLUMNS
                + VersionDao.FROM
                + " and v.run_id = ? order by m.name, v.version desc",
            runId);
    return kernel.db().read(h -> VersionDao.fill(h, VersionDao.list(h, sql)));
  }

  @Override
  public Passport passport(String model, int version) {
    return kernel
        .db()
        .read(
            h -> {
              VersionRow row = Shelf.version(h, model, version);
              String read = VersionDao.passport(h, row.key());
              Passport said =
                  read == null
                      ? new Passport(List.of(), null, null)
                      : Json.read(read, Passport.class);
              return new Passport(FileDao.list(h, row.key()), said.mlmodel(), said.problem());
            });
  }

  @Override
  public Download open(String model, int version, String path) {
    SafePath safe = SafePath.of(path);
    VersionRow row = kernel.db().read(h -> Shelf.version(h, model, version));
    Optional<Passport.File> kept =
        kernel.db().read(h -> FileDao.find(h, row.key(), safe.toString()));
    Passport.File file =
        kept.or(() -> later(row, safe))
            .orElseThrow(
                () ->
                    new LooplineException(
                        RegistryError.FILE_NOT_FOUND,
                        model
                            + " version "
                            + version
                            + " has no file '"
                            + safe
                            + "' in this server's store; its files lie at "
                            + row.origin().place()
                            + "."));
    return new Download(
        file.path(), file.size(), kernel.artifacts().open(Digest.parse(file.digest())));
  }

  /** A file that came to the version's place after the version. */
  private Optional<Passport.File> later(VersionRow row, SafePath path) {
    return arrivals
        .tracking()
        .inStore(row.origin().place())
        .flatMap(root -> arrivals.tracking().find(SafePath.of(root + "/" + path)))
        .flatMap(
            f ->
                Optional.ofNullable(f.digest())
                    .map(d -> new Passport.File(path.toString(), d.toString(), f.size())));
  }

  @Override
  public List<StagePeriod> inStage(String model, Stage stage, Instant at, Clock clock) {
    return kernel
        .db()
        .read(
            h ->
                switch (clock) {
                  case WALL -> PeriodDao.at(h, model, stage, at);
                  case EVENT -> PeriodDao.atEventTime(h, model, stage, at);
                });
  }

  /** What is done to a version of a locked model. */
  private interface Work {
    void on(Tx tx, ModelRow model, VersionRow version);
  }

  private void tagged(String model, int version, Work work) {
    kernel
        .db()
        .change(
            tx -> work.on(tx, shelf.lock(tx, model), Shelf.version(tx.handle(), model, version)));
  }

  private ModelVersion changed(String model, int version, Work work) {
    return kernel
        .db()
        .write(
            tx -> {
              work.on(tx, shelf.lock(tx, model), Shelf.version(tx.handle(), model, version));
              return Shelf.filled(tx.handle(), model, version);
            });
  }
}
