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
    for (int column = 0; column < names.size(); column++) {
      double[] values = new double[rows.size()];
      for (int row = 0; row < values.length; row++) {
        values[row] = rows.get(row)[column];
      }
      columns.add(column(names.get(column), values));
    }
    return new Baseline(columns, column("prediction", scores), auc);
  }

  private static Column column(String name, double[] values) {
    Column empty = column(name, edges(sorted(values)));
    for (double value : values) {
      empty.counts()[empty.bin(value)]++;
    }
    return empty;
  }

  private static Column column(String name, List<Double> edges) {
    return new Column(
        name,
        edges.stream().mapToDouble(Double::doubleValue).toArray(),
        new long[edges.size() + 2]);
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted); // NaN last
    int there = sorted.length;
    while (there > 0 && Double.isNaN(sorted[there - 1])) {
      there--;
    }
    return Arrays.copyOf(sorted, there);
  }

  private static List<Double> edges(double[] sorted) {
    List<Double> distinct = new ArrayList<>();
    for (int i = 0; i < sorted.length && distinct.size() <= 2 * BINS; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        distinct.add(sorted[i]);
      }
    }
    if (distinct.size() <= 2 * BINS) {
      return distinct.isEmpty() ? distinct : distinct.subList(1, distinct.size());
    }
    List<Double> edges = new ArrayList<>();
    for (int i = 1; i < BINS; i++) {
      double edge = sorted[(int) ((long) i * sorted.length / BINS)];
      if (edges.isEmpty() || edges.getLast() != edge) {
        edges.add(edge);
      }
    }
    return edges;
  }
}
