package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.ModelVersion.Decision;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.Stage;
import dev.loopline.registry.spi.Deployments;
import dev.loopline.registry.spi.Deployments.Endpoint;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What clients may not do to a model that is governed: one that has an endpoint, or a promotion
 * that was asked for or decided. What is deployed stays, and what is in production got there by a
 * promotion. Any other model is its clients' alone, as in MLflow. Asked with the model locked.
 */
record Governance(Deployments deployments) {
  private boolean governs(Tx tx, ModelRow model) {
    return !endpoints(tx, model).isEmpty() || VersionDao.anyDecided(tx.handle(), model.no());
  }

  private List<Endpoint> endpoints(Tx tx, ModelRow model) {
    return deployments.of(tx, model.product(), model.name());
  }

  boolean isServed(Tx tx, ModelRow model) {
    return !endpoints(tx, model).isEmpty();
  }

  /** Refuses what would take a model away from its endpoints. */
  void requireUnused(Tx tx, ModelRow model) {
    String where = standing(tx, model, version -> true);
    if (!where.isEmpty()) {
      throw inUse(
          model.name()
              + " is served: "
              + where
              + ". Take its endpoints out of serving.yaml and push first.");
    }
  }

  /** Refuses what would take a version away from endpoints, in whichever role it stands there. */
  void requireUnused(Tx tx, ModelRow model, int version) {
    String where = standing(tx, model, number -> number == version);
    if (!where.isEmpty()) {
      throw inUse(
          model.name()
              + " is served: "
              + where
              + ". Promote another version, or withdraw it, first.");
    }
  }

  private String standing(Tx tx, ModelRow model, IntPredicate versions) {
    return endpoints(tx, model).stream()
        .flatMap(endpoint -> standing(endpoint, versions))
        .collect(Collectors.joining(", "));
  }

  private static Stream<String> standing(Endpoint endpoint, IntPredicate versions) {
    return endpoint.versions().entrySet().stream()
        .filter(e -> versions.test(e.getValue()))
        .map(
            e ->
                "version "
                    + e.getValue()
                    + " is "
                    + e.getKey()
                    + " of endpoint '"
                    + endpoint.name()
                    + "'")
        .sorted();
  }

  boolean isReserved(Tx tx, ModelRow model, String alias) {
    return alias.equals(Registry.CHAMPION) && governs(tx, model);
  }

  /** Refuses a client the alias that promotions set. */
  void requireFree(Tx tx, ModelRow model, String alias) {
    if (isReserved(tx, model, alias)) {
      throw inUse(
          "The alias '"
              + Registry.CHAMPION
              + "' of "
              + model.name()
              + " is set by promotions, because an endpoint or a promotion knows the model. "
              + remedy(model));
    }
  }

  /**
   * Refuses a client's move into production past a promotion, or out of it past the endpoints;
   * where the version is there already, nothing moves.
   */
  void requireOpen(Tx tx, ModelRow model, VersionRow version, Stage to) {
    if (version.stage().equals(to)) {
      return;
    }
    if (to.equals(Stage.PRODUCTION)) {
      requireUndecided(version);
      if (governs(tx, model)) {
        throw inUse(
            model.name()
                + " goes to Production by a promotion, because an endpoint or a promotion knows it. "
                + remedy(model));
      }
    } else if (version.stage().equals(Stage.PRODUCTION)) {
      requireUnused(tx, model, version.version());
    }
  }

  private static void requireUndecided(VersionRow version) {
    String name = version.model() + " version " + version.version();
    if (version.decision() == Decision.REJECTED) {
      throw new LooplineException(
          RegistryError.DECIDED_OTHERWISE,
          name + " is rejected, so it does not go to Production. Register a new version.");
    }
    if (version.decision() == Decision.REQUESTED) {
      throw new LooplineException(
          RegistryError.DECIDED_OTHERWISE,
          name
              + " waits for an approval, as "
              + version.requestedBy()
              + " asked. Approve it: POST /api/v1/models/"
              + version.model()
              + "/versions/"
              + version.version()
              + "/promotion/approval.");
    }
  }

  private static String remedy(ModelRow model) {
    return "Ask for the promotion of the version that shall answer, with evidence: POST"
        + " /api/v1/models/"
        + model.name()
        + "/versions/{version}/promotion.";
  }

  private static LooplineException inUse(String message) {
    return new LooplineException(RegistryError.IN_USE, message);
  }
}
