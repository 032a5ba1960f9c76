package dev.loopline.monitoring.spi;

import java.util.Optional;

/**
 * What a product says that each outcome of a prediction is worth; a loss is negative.
 *
 * @param threshold the score from which a prediction counts as positive
 */
public record PredictionValue(
    double threshold,
    double truePositive,
    double trueNegative,
    double falsePositive,
    double falseNegative,
    String currency) {

  /** Finds a product's value of right and wrong. */
  public interface Source {
    Optional<PredictionValue> of(String product);
  }
}
