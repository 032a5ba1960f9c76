package dev.loopline.registry.spi;

import dev.loopline.kernel.db.Tx;
import java.util.List;
import java.util.Map;

/** What stands at products' endpoints: they alone tell whether a version is deployed. */
@FunctionalInterface
public interface Deployments {
  /**
   * An endpoint that is declared for a model.
   *
   * @param versions by role, such as {@code champion}; empty where nothing is deployed there yet
   */
  record Endpoint(String name, Map<String, Integer> versions) {
    public Endpoint {
      versions = Map.copyOf(versions);
    }
  }

  /** Where nothing is served. */
  static Deployments none() {
    return (tx, product, model) -> List.of();
  }

  /** A model's endpoints, as the transaction sees them. */
  List<Endpoint> of(Tx tx, String product, String model);
}
