package dev.loopline.source.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.source.Repositories;
import dev.loopline.source.internal.LocalRepositories;
import java.util.function.Predicate;

/** Opens {@link Repositories}. */
public final class SourceFactory {
  private SourceFactory() {}

  public static Repositories open(Kernel kernel, Predicate<String> productExists) {
    return new LocalRepositories(kernel, productExists);
  }
}
