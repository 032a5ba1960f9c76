package dev.loopline.product.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.product.Products;
import dev.loopline.product.internal.StoredProducts;

/** Opens {@link Products}. */
public final class ProductFactory {
  private ProductFactory() {}

  public static Products open(Kernel kernel) {
    return new StoredProducts(kernel);
  }
}
