package dev.loopline.delivery.assembly;

import dev.loopline.delivery.Deliveries;
import dev.loopline.delivery.internal.LoggedDeliveries;
import dev.loopline.delivery.internal.SearchedDeliveries;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.search.table.TableSearch;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.product.DeclarationCheck;
import dev.loopline.product.DeclarationTarget;
import dev.loopline.registry.Registry;
import dev.loopline.serving.Serving;
import dev.loopline.source.Repositories;
import dev.loopline.workflow.Workflows;
import java.util.List;

/** Opens {@link Deliveries}. */
public final class DeliveryFactory {
  private DeliveryFactory() {}

  /**
   * Opens the component and registers its steps with the engine, which has not begun yet.
   *
   * @param targets in the order in which declarations are applied
   * @param checks of all declarations together
   */
  public static Deliveries open(
      Kernel kernel,
      Repositories repositories,
      Workflows workflows,
      Registry registry,
      Serving serving,
      List<DeclarationTarget> targets,
      List<DeclarationCheck> checks) {
    return new LoggedDeliveries(
        kernel, repositories, workflows, registry, serving, targets, checks);
  }

  /** Deliveries, to be searched. */
  public static SearchSource search(Kernel kernel) {
    return SearchSource.of(new TableSearch(kernel.db(), SearchedDeliveries.table()));
  }
}
