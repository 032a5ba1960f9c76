package dev.loopline.registry.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Metadata;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryOptions;
import dev.loopline.registry.internal.RegistryParts;
import dev.loopline.registry.internal.Tracking;
import dev.loopline.registry.internal.webhook.StoredWebhooks;
import dev.loopline.registry.spi.Approvers;
import java.util.Set;

/** Opens the registry. */
public final class RegistryFactory {
  private RegistryFactory() {}

  /** All of it. */
  public static ModelRegistry open(
      Kernel kernel, Metadata metadata, Approvers approvers, RegistryOptions options) {
    RegistryParts parts = RegistryParts.open(kernel, new Tracking(metadata), approvers, options);
    return new ModelRegistry(
        parts.registry(),
        parts.models(),
        parts.versions(),
        parts.cards(),
        parts.promotions(),
        StoredWebhooks.open(kernel, options.webhooks()),
        options.stages());
  }

  /** What products' models need: no tracking, no webhooks. */
  public static Registry open(Kernel kernel) {
    return RegistryParts.open(
            kernel, new Tracking(null), product -> Set.of(), RegistryOptions.standard())
        .registry();
  }
}
