package dev.loopline.metadata.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.internal.MetadataStore;

/** Makes the metadata store from the kernel's services. */
public final class MetadataFactory {
  private MetadataFactory() {}

  public static Metadata open(Kernel kernel) {
    return MetadataStore.open(kernel);
  }
}
