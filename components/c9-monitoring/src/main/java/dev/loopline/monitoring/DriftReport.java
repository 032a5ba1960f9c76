package dev.loopline.monitoring;

import java.time.Instant;
import java.util.List;

/**
 * Drift of an endpoint's inputs and predictions against its champion's training data.
 *
 * @param rows predictions in the window
 * @param drifted whether enough columns drifted, over enough rows
 */
public record DriftReport(
    String endpoint,
    String modelVersion,
    Instant from,
    Instant until,
    long rows,
    List<Column> columns,
    boolean drifted) {
  public DriftReport {
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param psi population stability index over the baseline's bins
   * @param chiSquareP of the two-sample chi-square test on the same bins
   * @param ksP of the two-sample Kolmogorov-Smirnov test on the binned values
   */
  public record Column(String name, double psi, double chiSquareP, double ksP, boolean drifted) {}
}
