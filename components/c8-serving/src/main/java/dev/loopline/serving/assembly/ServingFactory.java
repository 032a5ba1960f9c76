package dev.loopline.serving.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.search.table.TableSearch;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.registry.Registry;
import dev.loopline.registry.spi.Deployments;
import dev.loopline.serving.Serving;
import dev.loopline.serving.internal.SearchedDeployments;
import dev.loopline.serving.internal.StandingVersions;
import dev.loopline.serving.internal.StoredServing;
import dev.loopline.serving.spi.FeatureLookup;

/** Opens {@link Serving}. */
public final class ServingFactory {
  private ServingFactory() {}

  public static Serving open(Kernel kernel, Registry registry, FeatureLookup features) {
    return new StoredServing(kernel, registry, features);
  }

  /** What stands at the endpoints, for the registry. */
  public static Deployments standing() {
    return new StandingVersions();
  }

  /** Deployments, to be searched; for predictions see {@link Serving#search}. */
  public static SearchSource deployments(Kernel kernel) {
    return SearchSource.of(new TableSearch(kernel.db(), SearchedDeployments.table()));
  }
}
