package dev.loopline.registry.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.registry.Registry;
import dev.loopline.registry.internal.StoredRegistry;

/** Opens {@link Registry}. */
public final class RegistryFactory {
  private RegistryFactory() {}

  public static Registry open(Kernel kernel) {
    return new StoredRegistry(kernel);
  }
}
