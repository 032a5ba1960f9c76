package dev.loopline.monitoring.internal;

import dev.loopline.monitoring.spi.PredictionValue;
import dev.loopline.product.ProductSpec;
import dev.loopline.product.ProductView;
import dev.loopline.product.Products;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The value of right and wrong as {@code product.yaml} declares it; positive from 0.5 on. */
final class ProductValues implements PredictionValue.Source {
  private static final double THRESHOLD = 0.5;

  private final Products products;

  ProductValues(Products products) {
    this.products = products;
  }

  @Override
  public Optional<PredictionValue> of(String product) {
    return products
        .find(product)
        .map(ProductView::spec)
        .map(ProductSpec::value)
        .map(
            v ->
                new PredictionValue(
                    THRESHOLD,
                    amount(v.truePositive()),
                    amount(v.trueNegative()),
                    amount(v.falsePositive()),
                    amount(v.falseNegative()),
                    v.currency()));
  }

  private static double amount(@Nullable Double value) {
    return value == null ? 0 : value;
  }

  /** What a model must reach before it may serve; 0 where the product asks for nothing. */
  double threshold(String product) {
    return products
        .find(product)
        .map(ProductView::spec)
        .map(ProductSpec::problem)
        .map(ProductSpec.Problem::threshold)
        .orElse(0.0);
  }
}
