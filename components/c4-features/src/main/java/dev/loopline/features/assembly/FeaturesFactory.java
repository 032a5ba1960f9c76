package dev.loopline.features.assembly;

import dev.loopline.features.Sources;
import dev.loopline.features.internal.StoredSources;
import dev.loopline.kernel.Kernel;
import java.util.function.Consumer;

/** Opens {@link Sources}. */
public final class FeaturesFactory {
  private FeaturesFactory() {}

  public static Sources open(Kernel kernel, Consumer<String> requireProduct) {
    return new StoredSources(kernel, requireProduct);
  }
}
