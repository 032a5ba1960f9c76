package dev.loopline.metadata.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Tracking;
import dev.loopline.metadata.internal.StoredTracking;

/** Opens {@link Tracking}. */
public final class MetadataFactory {
  private MetadataFactory() {}

  public static Tracking open(Kernel kernel) {
    return new StoredTracking(kernel);
  }
}
