package dev.loopline.monitoring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well an endpoint predicted, by month of prediction.
 *
 * @param worth what its predictions were worth, where the product says what a right one is worth
 */
public record Performance(
    String product, String endpoint, List<Month> months, @Nullable Worth worth) {
  public Performance {
    months = List.copyOf(months);
  }

  /**
   * One month; an AUC is null where the labels are of one class, or the scores are not there.
   *
   * @param month such as {@code 2016-07}
   * @param loop AUC of the score that was served
   * @param first AUC of the first champion, kept static
   */
  public record Month(
      String month, int predictions, int labels, @Nullable Double loop, @Nullable Double first) {}

  /** Money from predictions and labels. */
  public record Worth(
      int truePositives,
      int trueNegatives,
      int falsePositives,
      int falseNegatives,
      double total,
      String currency) {}
}
