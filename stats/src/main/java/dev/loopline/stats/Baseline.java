package dev.loopline.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distribution of a model's training data: bins of each feature in the order of the signature,
 * and of the predictions.
 *
 * @param auc of the model on its held-out rows
 */
public record Baseline(List<Column> features, Column prediction, double auc) {
  private static final int BINS = 10;

  public Baseline {
    features = List.copyOf(features);
  }

  /**
   * Bins of one column: below the first edge, between edges, from the last edge on, and missing.
   *
   * @param edges ascending
   * @param counts one more than bins, the last for missing values
   */
  public record Column(String name, double[] edges, long[] counts) {
    public Column {
      if (counts.length != edges.length + 2) {
        throw new IllegalArgumentException(
            name + " has " + counts.length + " counts for " + edges.length + " edges");
      }
    }

    /** The bin that a value falls into. */
    public int bin(double value) {
      if (Double.isNaN(value)) {
        return counts.length - 1;
      }
      int at = Arrays.binarySearch(edges, value);
      return at >= 0 ? at + 1 : -at - 1;
    }
  }

  /** Bins of about equal counts from training rows; few distinct values have a bin each. */
  public static Baseline of(List<String> names, List<float[]> rows, double[] scores, double auc) {
    List<Column> columns = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      columns.add(column(names.get(i), rows.stream().mapToDouble(r -> r[column]).toArray()));
    }
    return new Baseline(columns, column("prediction", scores), auc);
  }

  private static Column column(String name, double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    double[] edges =
        distinct.length <= 2 * BINS
            ? Arrays.stream(distinct).skip(1).toArray()
            : java.util.stream.IntStream.range(1, BINS)
                .mapToDouble(i -> sorted[(int) ((long) i * sorted.length / BINS)])
                .distinct()
                .toArray();
    Column empty = new Column(name, edges, new long[edges.length + 2]);
    for (double value : values) {
      empty.counts()[empty.bin(value)]++;
    }
    return empty;
  }
}
