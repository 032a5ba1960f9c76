package dev.loopline.monitoring.internal;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Area under the ROC curve with ties, and its variance after DeLong, DeLong and Clarke-Pearson. */
final class Auc {
  private Auc() {}

  /**
   * One score against the labels.
   *
   * @param area NaN where the labels are of one class
   * @param components each row's placement value; their variance is that of the area
   */
  record Curve(double area, double[] components) {}

  /** Sun and Xu's (2014) linear form: placements from midranks. */
  static Curve of(double[] scores, boolean[] positive) {
    int n = scores.length;
    int positives = count(positive);
    int negatives = n - positives;
    if (positives == 0 || negatives == 0) {
      return new Curve(Double.NaN, new double[n]);
    }
    double[] all = midranks(scores, IntStream.range(0, n).toArray());
    double[] within = new double[n];
    for (boolean side : new boolean[] {true, false}) {
      int[] rows = IntStream.range(0, n).filter(i -> positive[i] == side).toArray();
      double[] ranks = midranks(scores, rows);
      for (int i = 0; i < rows.length; i++) {
        within[rows[i]] = ranks[i];
      }
    }
    double[] components = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double below = all[i] - within[i];
      components[i] = positive[i] ? below / negatives : 1 - below / positives;
      sum += positive[i] ? components[i] : 0;
    }
    return new Curve(sum / positives, components);
  }

  /** Standard error of the difference of two areas on the same rows. */
  static double standardError(Curve a, Curve b, boolean[] positive) {
    double sum = 0;
    for (boolean side : new boolean[] {true, false}) {
      int[] rows = IntStream.range(0, positive.length).filter(i -> positive[i] == side).toArray();
      double[] d =
          IntStream.of(rows).mapToDouble(i -> a.components()[i] - b.components()[i]).toArray();
      sum += variance(d) / Math.max(1, d.length);
    }
    return Math.sqrt(sum);
  }

  /** Standard error of one area. */
  static double standardError(Curve a, boolean[] positive) {
    return standardError(a, new Curve(0, new double[positive.length]), positive);
  }

  private static double variance(double[] values) {
    if (values.length < 2) {
      return 0;
    }
    double mean =
        IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
    double sum = 0;
    for (double v : values) {
      sum += (v - mean) * (v - mean);
    }
    return sum / (values.length - 1);
  }

  private static int count(boolean[] positive) {
    return (int) IntStream.range(0, positive.length).filter(i -> positive[i]).count();
  }

  private static double[] midranks(double[] scores, int[] rows) {
    Integer[] order = IntStream.range(0, rows.length).boxed().toArray(Integer[]::new);
    java.util.Arrays.sort(order, Comparator.comparingDouble(i -> scores[rows[i]]));
    double[] ranks = new double[rows.length];
    int from = 0;
    while (from < order.length) {
      int to = from;
      while (to < order.length && scores[rows[order[to]]] == scores[rows[order[from]]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to + 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
