package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The models of products, as training, serving, monitoring and delivery see them. Every change is
 * durable when the call returns, an event of the log and an entry of the version's history.
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

  /** By name, from after {@code after} on. */
  List<ModelSummary> models(String product, String after, int limit);

  /** Newest first, with numbers below {@code before}. */
  List<ModelVersion> versions(String product, String model, int before, int limit);

  Optional<ModelVersion> find(String product, String model, int version);

  ModelVersion require(String product, String model, int version);

  Optional<ModelVersion> byAlias(String product, String model, String alias);

  /**
   * The history of each of the versions, oldest first.
   *
   * @param versions of one model
   */
  Map<Integer, List<Change>> histories(List<ModelVersion> versions);

  /**
   * Gives a version the alias, which another may lose by it.
   *
   * @throws dev.loopline.kernel.error.LooplineException VERSION_NOT_FOUND where there is none
   */
  void setAlias(
      Tx tx, String product, String model, String alias, int version, String actor, JsonNode why);

  /** Takes an alias away; no change where it names nothing. */
  void dropAlias(Tx tx, String product, String model, String alias, String actor, JsonNode why);

  /** Moves a version to a stage; no change where it is there already. */
  void setStage(
      Tx tx, String product, String model, int version, Stage stage, String actor, JsonNode why);

  /**
   * Decides that a version shall go to production: event {@code registry.version.promoted}, upon
   * which it is built, tested and deployed. Idempotent.
   *
   * @throws dev.loopline.kernel.error.LooplineException DECIDED_OTHERWISE where it was rejected
   */
  void promote(String product, String model, int version, String actor, JsonNode evidence);

  /**
   * Decides that it shall not: archived, with the evidence. Idempotent.
   *
   * @throws dev.loopline.kernel.error.LooplineException DECIDED_OTHERWISE where it was promoted
   */
  void reject(String product, String model, int version, String actor, JsonNode evidence);

  /**
   * Keeps a version from being deleted until the transaction ends.
   *
   * @throws dev.loopline.kernel.error.LooplineException VERSION_NOT_FOUND where it is gone
   */
  void hold(Tx tx, String product, String model, int version);

  /** Runs several of the above in one transaction. */
  void change(Consumer<Tx> work);
}
