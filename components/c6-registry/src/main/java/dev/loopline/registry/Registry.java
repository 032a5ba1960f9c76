package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Versions of models. Every change is durable when the call returns, an event of the log and an
 * entry of the version's history.
 */
public interface Registry {
  /** The version that answers. */
  String CHAMPION = "champion";

  /** The version that is compared with it. */
  String CHALLENGER = "challenger";

  /** A model's versions at a glance. */
  record ModelSummary(
      String name, int versions, @Nullable Integer champion, @Nullable Integer challenger) {}

  /**
   * Registers a version in stage STAGING, with the next number. The same pipeline run again gives
   * the version that it registered before.
   *
   * @throws dev.loopline.kernel.error.LooplineException VERSION_INCOMPLETE where a file is not in
   *     the artifact store
   */
  ModelVersion register(String product, NewVersion version, String actor);

  List<ModelSummary> models(String product);

  /** Newest first, with numbers below {@code before}. */
  List<ModelVersion> versions(String product, String model, int before, int limit);

  Optional<ModelVersion> find(String product, String model, int version);

  ModelVersion require(String product, String model, int version);

  Optional<ModelVersion> byAlias(String product, String model, String alias);

  /** Gives a version the alias, which another may lose by it. */
  void setAlias(
      Tx tx, String product, String model, String alias, int version, String actor, JsonNode why);

  void dropAlias(Tx tx, String product, String model, String alias);

  /** Moves a version to a stage; no change where it is there already. */
  void setStage(
      Tx tx, String product, String model, int version, Stage stage, String actor, JsonNode why);

  /**
   * Decides that a version shall go to production: event {@code registry.version.promoted}, upon
   * which it is built, tested and deployed. Idempotent.
   */
  void promote(String product, String model, int version, String actor, JsonNode evidence);

  /** Decides that it shall not: archived, with the evidence. Idempotent. */
  void reject(String product, String model, int version, String actor, JsonNode evidence);

  /** Runs several of the above in one transaction. */
  void change(Consumer<Tx> work);
}
