package dev.loopline.features.assembly;

import dev.loopline.features.FeatureStore;
import dev.loopline.features.internal.SearchedFeatures;
import dev.loopline.features.internal.StoredFeatures;
import dev.loopline.features.internal.online.OnlineStore;
import dev.loopline.features.spi.LabelSource;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.search.table.TableSearch;
import dev.loopline.metadata.spi.SearchSource;

/** Opens the {@link FeatureStore}; its folder holds rows, tables and what is online. */
public final class FeatureStoreFactory {
  private FeatureStoreFactory() {}

  /** Loads the native library that {@link #open} needs, which can be done meanwhile elsewhere. */
  public static void loadLibrary() {
    OnlineStore.loadLibrary();
  }

  public static FeatureStore open(Kernel kernel, LabelSource labels) {
    return new StoredFeatures(kernel, labels);
  }

  /** Declared features, to be searched. */
  public static SearchSource search(Kernel kernel) {
    return SearchSource.of(new TableSearch(kernel.db(), SearchedFeatures.table()));
  }
}
