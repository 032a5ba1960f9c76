package dev.loopline.monitoring;

import dev.loopline.stats.Baseline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One evaluation of drift as it is kept: the report, and what it was made from.
 *
 * @param at event time of the evaluation
 */
public record DriftPoint(
    Instant at,
    String endpoint,
    String modelVersion,
    Instant from,
    Instant until,
    long rows,
    boolean drifted,
    List<Column> columns) {
  public DriftPoint {
    columns = List.copyOf(columns);
  }

  /**
   * A column's figures and bins.
   *
   * @param edges ascending; bin i holds values from edge i - 1 on and below edge i
   * @param expected counts of the training data: one more than edges, and the missing values last
   * @param actual counts of the window in the same bins
   */
  public record Column(
      String name,
      double psi,
      double chiSquareP,
      double ksP,
      boolean drifted,
      List<Double> edges,
      List<Long> expected,
      List<Long> actual) {
    public Column {
      edges = List.copyOf(edges);
      expected = List.copyOf(expected);
      actual = List.copyOf(actual);
    }
  }

  /** The counts hold the baseline's features and then the prediction. */
  public static DriftPoint of(DriftReport report, Baseline baseline, List<long[]> counts) {
    List<Baseline.Column> base = new ArrayList<>(baseline.features());
    base.add(baseline.prediction());
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < base.size(); i++) {
      DriftReport.Column c = report.columns().get(i);
      columns.add(
          new Column(
              c.name(),
              c.psi(),
              c.chiSquareP(),
              c.ksP(),
              c.drifted(),
              Arrays.stream(base.get(i).edges()).boxed().toList(),
              Arrays.stream(base.get(i).counts()).boxed().toList(),
              Arrays.stream(counts.get(i)).boxed().toList()));
    }
    return new DriftPoint(
        report.until(),
        report.endpoint(),
        report.modelVersion(),
        report.from(),
        report.until(),
        report.rows(),
        report.drifted(),
        columns);
  }
}
