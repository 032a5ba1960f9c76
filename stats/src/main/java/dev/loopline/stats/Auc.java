package dev.loopline.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The area under the ROC curve: the probability that a positive scores higher than a negative, ties
 * counting half (Mann and Whitney 1947).
 */
public final class Auc {
  private Auc() {}

  /** Empty where one class is missing; scores must not be NaN. */
  public static OptionalDouble of(double[] scores, boolean[] positive) {
    requireSameLength(scores, positive);
    double[] ranks = midranks(scores);
    long positives = 0;
    double rankSum = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (positive[i]) {
        positives++;
        rankSum += ranks[i];
      }
    }
    long negatives = scores.length - positives;
    if (positives == 0 || negatives == 0) {
      return OptionalDouble.empty();
    }
    double wins = rankSum - positives * (positives + 1) / 2.0;
    return OptionalDouble.of(wins / ((double) positives * negatives));
  }

  /** An area with its standard error. */
  public record Estimate(double area, double standardError) {}

  /**
   * The area with its standard error (DeLong, DeLong and Clarke-Pearson 1988); empty where a class
   * has fewer than two rows. Scores must not be NaN.
   */
  public static Optional<Estimate> estimate(double[] scores, boolean[] positive) {
    requireSameLength(scores, positive);
    int positives = 0;
    for (boolean p : positive) {
      positives += p ? 1 : 0;
    }
    if (positives < 2 || positive.length - positives < 2) {
      return Optional.empty();
    }
    Placements p = Placements.of(scores, positive);
    double variance =
        covariance(p.positives(), p.positives()) / p.positives().length
            + covariance(p.negatives(), p.negatives()) / p.negatives().length;
    return Optional.of(new Estimate(p.auc(), Math.sqrt(variance)));
  }

  /**
   * Two models on the same rows.
   *
   * @param difference second minus first
   * @param standardError of the difference
   * @param low lower end of its 95 % interval
   * @param high upper end of its 95 % interval
   * @param pValue two-sided, that there is no difference
   */
  public record Comparison(
      double first,
      double second,
      double difference,
      double standardError,
      double low,
      double high,
      double pValue) {}

  /**
   * Compares two models' scores of the same rows (DeLong, DeLong and Clarke-Pearson 1988, with the
   * midranks of Sun and Xu 2014).
   *
   * @throws IllegalArgumentException where a class has fewer than two rows
   */
  public static Comparison compare(double[] first, double[] second, boolean[] positive) {
    requireSameLength(first, positive);
    requireSameLength(second, positive);
    Placements a = Placements.of(first, positive);
    Placements b = Placements.of(second, positive);
    double variance =
        (covariance(a.positives(), a.positives())
                    + covariance(b.positives(), b.positives())
                    - 2 * covariance(a.positives(), b.positives()))
                / a.positives().length
            + (covariance(a.negatives(), a.negatives())
                    + covariance(b.negatives(), b.negatives())
                    - 2 * covariance(a.negatives(), b.negatives()))
                / a.negatives().length;
    double difference = b.auc() - a.auc();
    double error = Math.sqrt(Math.max(0, variance));
    NormalDistribution normal = new NormalDistribution();
    double reach = normal.inverseCumulativeProbability(0.975) * error;
    double pValue =
        error == 0
            ? (difference == 0 ? 1 : 0)
            : 2 * normal.cumulativeProbability(-Math.abs(difference) / error);
    return new Comparison(
        a.auc(), b.auc(), difference, error, difference - reach, difference + reach, pValue);
  }

  /** For each row, the share of the other class that it is ordered rightly against. */
  private record Placements(double[] positives, double[] negatives) {
    static Placements of(double[] scores, boolean[] positive) {
      double[] ones = select(scores, positive, true);
      double[] zeros = select(scores, positive, false);
      if (ones.length < 2 || zeros.length < 2) {
        throw new IllegalArgumentException(
            "a comparison needs at least two rows of each class, not "
                + ones.length
                + " and "
                + zeros.length);
      }
      double[] both = midranks(scores);
      double[] bothOnes = select(both, positive, true);
      double[] bothZeros = select(both, positive, false);
      double[] own = midranks(ones);
      double[] other = midranks(zeros);
      double[] p = new double[ones.length];
      for (int i = 0; i < p.length; i++) {
        p[i] = (bothOnes[i] - own[i]) / zeros.length;
      }
      double[] n = new double[zeros.length];
      for (int i = 0; i < n.length; i++) {
        n[i] = 1 - (bothZeros[i] - other[i]) / ones.length;
      }
      return new Placements(p, n);
    }

    double auc() {
      return Arrays.stream(positives).average().orElseThrow();
    }
  }

  private static double[] select(double[] values, boolean[] positive, boolean wanted) {
    double[] out = new double[values.length];
    int n = 0;
    for (int i = 0; i < values.length; i++) {
      if (positive[i] == wanted) {
        out[n++] = values[i];
      }
    }
    return Arrays.copyOf(out, n);
  }

  private static double covariance(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum / (x.length - 1);
  }

  /** Ranks from 1, equal values sharing the mean of their ranks. */
  static double[] midranks(double[] values) {
    Integer[] order = new Integer[values.length];
    for (int i = 0; i < order.length; i++) {
      if (Double.isNaN(values[i])) {
        throw new IllegalArgumentException("score " + i + " is NaN");
      }
      order[i] = i;
    }
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  private static void requireSameLength(double[] scores, boolean[] positive) {
    if (scores.length != positive.length) {
      throw new IllegalArgumentException(
          scores.length + " scores, but " + positive.length + " labels");
    }
  }
}
