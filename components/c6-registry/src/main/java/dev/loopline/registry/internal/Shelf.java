package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Decision;
import dev.loopline.registry.Passport;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.Stage;
import dev.loopline.registry.internal.PeriodDao.Moment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What every face of the registry does to models and versions, inside its caller's transaction. A
 * change locks its model's row first, so that those of one model come one after the other.
 */
final class Shelf {
  private final Kernel kernel;
  private final Journal journal;
  private final Governance governance;

  Shelf(Kernel kernel, Journal journal, Governance governance) {
    this.kernel = kernel;
    this.journal = journal;
    this.governance = governance;
  }

  Governance governance() {
    return governance;
  }

  ModelRow lock(Tx tx, String model) {
    return ModelDao.lock(tx, kernel.db().dialect(), model).orElseThrow(() -> noModel(model));
  }

  static ModelRow model(Handle h, String model) {
    return ModelDao.find(h, model).orElseThrow(() -> noModel(model));
  }

  static VersionRow version(Handle h, String model, int version) {
    return VersionDao.find(h, model, version).orElseThrow(() -> noVersion(model, version));
  }

  static ModelVersion filled(Handle h, String model, int version) {
    return VersionDao.fill(h, List.of(version(h, model, version))).getFirst();
  }

  static LooplineException noModel(String name) {
    return new LooplineException(
        RegistryError.MODEL_NOT_FOUND, "Registered Model with name=" + name + " not found");
  }

  static LooplineException noVersion(String model, int version) {
    return new LooplineException(
        RegistryError.VERSION_NOT_FOUND,
        "Model Version (name=" + model + ", version=" + version + ") not found");
  }

  /** Adds a version with its files, and begins its stage. */
  void add(Tx tx, ModelRow model, VersionDao.New version, List<Passport.File> files) {
    VersionKey key = new VersionKey(model.no(), version.version());
    VersionDao.insert(tx, model.no(), version);
    FileDao.insert(tx, key, files);
    if (version.document() != null) {
      FileDao.named(tx, key, version.document());
    }
    PeriodDao.move(tx, model.name(), key, version.stage(), journal.now(tx, model.product()));
  }

  /** Moves a version to a stage; false where it is there already. */
  boolean move(Tx tx, ModelRow model, VersionRow version, Stage to, String actor, JsonNode why) {
    if (version.stage().equals(to)) {
      return false;
    }
    Moment now = journal.now(tx, model.product());
    VersionDao.setStage(tx, version.key(), to, now.wall());
    PeriodDao.move(tx, model.name(), version.key(), to, now);
    journal.tell(
        tx,
        model,
        version.version(),
        "staged",
        actor,
        Json.tree(Map.of("stage", to.name(), "from", version.stage().name(), "why", why)));
    return true;
  }

  /** Gives an alias to a version, which must be there; no change where it has it. */
  void alias(Tx tx, ModelRow model, String alias, int version, String actor, JsonNode why) {
    version(tx.handle(), model.name(), version);
    if (AliasDao.find(tx.handle(), model.no(), alias).equals(Optional.of(version))) {
      return;
    }
    AliasDao.set(tx, model.no(), alias, version);
    journal.tell(tx, model, version, "aliased", actor, Json.tree(Map.of(alias, why)));
  }

  /** Takes an alias away; no change where it names nothing. */
  void unalias(Tx tx, ModelRow model, String alias, String actor, JsonNode why) {
    AliasDao.find(tx.handle(), model.no(), alias)
        .ifPresent(
            version -> {
              AliasDao.drop(tx, model.no(), alias);
              journal.tell(tx, model, version, "unaliased", actor, Json.tree(Map.of(alias, why)));
            });
  }

  /** Decides about a promotion; the same again changes nothing. */
  void decide(
      Tx tx, ModelRow model, VersionRow version, Decision to, String actor, JsonNode evidence) {
    if (version.decision() == to) {
      return;
    }
    if (!VersionDao.decide(tx, version.key(), to)) {
      throw new LooplineException(
          RegistryError.DECIDED_OTHERWISE,
          model.name()
              + " version "
              + version.version()
              + " was "
              + (to == Decision.PROMOTED ? "rejected" : "promoted")
              + " before; register a new version to decide anew.");
    }
    boolean promoted = to == Decision.PROMOTED;
    journal.tell(tx, model, version.version(), promoted ? "promoted" : "rejected", actor, evidence);
    if (!promoted) {
      move(tx, model, version, Stage.ARCHIVED, actor, evidence);
    }
    if (AliasDao.find(tx.handle(), model.no(), Registry.CHALLENGER)
        .equals(Optional.of(version.version()))) {
      unalias(tx, model, Registry.CHALLENGER, actor, evidence);
    }
  }
}
