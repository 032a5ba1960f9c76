package dev.loopline.registry.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.search.table.TableSearch;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.imports.Ledger;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryImports;
import dev.loopline.registry.RegistryOptions;
import dev.loopline.registry.internal.RegistryParts;
import dev.loopline.registry.internal.SearchedModels;
import dev.loopline.registry.internal.SearchedVersions;
import dev.loopline.registry.internal.Tracking;
import dev.loopline.registry.internal.webhook.StoredWebhooks;
import dev.loopline.registry.spi.Approvers;
import dev.loopline.registry.spi.Deployments;
import java.util.List;
import java.util.Set;

/** Opens the registry. */
public final class RegistryFactory {
  private RegistryFactory() {}

  /** All of it. */
  public static ModelRegistry open(
      Kernel kernel,
      Metadata metadata,
      Approvers approvers,
      Deployments deployments,
      RegistryOptions options) {
    RegistryParts parts =
        RegistryParts.open(kernel, new Tracking(metadata), approvers, deployments, options);
    return new ModelRegistry(
        parts.registry(),
        parts.models(),
        parts.versions(),
        parts.cards(),
        parts.promotions(),
        parts.survey(),
        StoredWebhooks.open(kernel, options.webhooks()),
        options.stages());
  }

  /** What takes in copies from other registries. */
  public static RegistryImports imports(
      Kernel kernel,
      Metadata metadata,
      Deployments deployments,
      RegistryOptions options,
      Ledger ledger) {
    return RegistryParts.imports(kernel, new Tracking(metadata), deployments, options, ledger);
  }

  /** What products' models need: no tracking, no webhooks, and nothing that is served. */
  public static Registry open(Kernel kernel) {
    return RegistryParts.open(
            kernel,
            new Tracking(null),
            product -> Set.of(),
            Deployments.none(),
            RegistryOptions.standard())
        .registry();
  }

  /** Models and versions, to be searched. */
  public static List<SearchSource> search(Kernel kernel) {
    return List.of(
        SearchSource.of(new TableSearch(kernel.db(), SearchedModels.table())),
        SearchSource.of(
            new TableSearch(kernel.db(), SearchedVersions.table(kernel.db().dialect()))));
  }
}
