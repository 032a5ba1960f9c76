package dev.loopline.metadata;

import org.jspecify.annotations.Nullable;

/**
 * The active runs of a product that are meant.
 *
 * @param product its experiments are those of its name, and of {@code product/…}
 * @param experiment only this one of them; null for all
 * @param filter in the query language; blank for all
 */
public record RunScope(String product, @Nullable Long experiment, String filter) {

  /** All of a product's runs. */
  public static RunScope of(String product) {
    return new RunScope(product, null, "");
  }
}
