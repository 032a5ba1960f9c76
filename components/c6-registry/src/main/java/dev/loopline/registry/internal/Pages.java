package dev.loopline.registry.internal;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.search.table.Keyset;
import dev.loopline.registry.RegistryError;
import java.util.List;

/** Orders of the registry's pages, which refuse a wrong token in MLflow's words. */
public final class Pages {
  private Pages() {}

  public static Keyset by(List<Keyset.Key> keys) {
    return new Keyset(
        keys,
        () ->
            new LooplineException(
                RegistryError.INVALID_PARAMETER_VALUE,
                "Invalid page token, could not base64-decode; pass on the previous page's token"
                    + " with the same query."));
  }
}
