package dev.loopline.stats;

import java.util.Arrays;
import org.hipparchus.special.Gamma;

/** How far a sample has moved from its baseline. */
public final class Drift {
  /** Keeps an empty bin from making the index infinite. */
  private static final double SMALLEST_SHARE = 1e-4;

  private Drift() {}

  /**
   * The population stability index: sum of (actual − expected) · ln(actual / expected) over the
   * shares of the bins. Below 0.1 is read as stable, above 0.25 as moved. 0 where a side is empty.
   */
  public static double psi(long[] expected, long[] actual) {
    requireSameBins(expected, actual);
    double expectedTotal = Arrays.stream(expected).sum();
    double actualTotal = Arrays.stream(actual).sum();
    if (expectedTotal == 0 || actualTotal == 0) {
      return 0;
    }
    double psi = 0;
    for (int i = 0; i < expected.length; i++) {
      double e = Math.max(expected[i] / expectedTotal, SMALLEST_SHARE);
      double a = Math.max(actual[i] / actualTotal, SMALLEST_SHARE);
      psi += (a - e) * Math.log(a / e);
    }
    return psi;
  }

  /**
   * The outcome of a test that two samples have the same distribution.
   *
   * @param pValue how probable a statistic at least as large is if they do
   */
  public record Test(String name, double statistic, double pValue) {}

  /**
   * Pearson's chi-square test of homogeneity on the counts of two samples; bins that are empty in
   * both are left out. P-value 1 where there is nothing to compare.
   */
  public static Test chiSquare(long[] first, long[] second) {
    requireSameBins(first, second);
    double totalFirst = Arrays.stream(first).sum();
    double totalSecond = Arrays.stream(second).sum();
    double total = totalFirst + totalSecond;
    double statistic = 0;
    int bins = 0;
    for (int i = 0; i < first.length; i++) {
      double both = first[i] + second[i];
      if (both == 0) {
        continue;
      }
      bins++;
      double expectedFirst = both * totalFirst / total;
      double expectedSecond = both * totalSecond / total;
      if (expectedFirst > 0 && expectedSecond > 0) {
        statistic += square(first[i] - expectedFirst) / expectedFirst;
        statistic += square(second[i] - expectedSecond) / expectedSecond;
      }
    }
    if (bins < 2 || totalFirst == 0 || totalSecond == 0) {
      return new Test("chi-square", 0, 1);
    }
    // Not 1 - P: small p-values would drown in rounding.
    double p = Gamma.regularizedGammaQ((bins - 1) / 2.0, statistic / 2);
    return new Test("chi-square", statistic, p);
  }

  /**
   * The two-sample Kolmogorov–Smirnov test: the largest distance between the empirical
   * distributions, with the asymptotic p-value (Smirnov 1948; the correction of Stephens 1970).
   * NaNs are left out.
   */
  public static Test kolmogorovSmirnov(double[] first, double[] second) {
    double[] a = Arrays.stream(first).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] b = Arrays.stream(second).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (a.length == 0 || b.length == 0) {
      return new Test("kolmogorov-smirnov", 0, 1);
    }
    double distance = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      double value = Math.min(a[i], b[j]);
      while (i < a.length && a[i] == value) {
        i++;
      }
      while (j < b.length && b[j] == value) {
        j++;
      }
      distance = Math.max(distance, Math.abs((double) i / a.length - (double) j / b.length));
    }
    return kolmogorovSmirnov(distance, a.length, b.length);
  }

  /**
   * {@link #kolmogorovSmirnov(double[], double[])} of counts in the same ascending bins, the last
   * for missing values, which are left out. Values of one bin count as equal, so that the test is
   * conservative.
   */
  public static Test kolmogorovSmirnov(long[] first, long[] second) {
    requireSameBins(first, second);
    int bins = first.length - 1;
    double n = Arrays.stream(first, 0, bins).sum();
    double m = Arrays.stream(second, 0, bins).sum();
    if (n == 0 || m == 0) {
      return new Test("kolmogorov-smirnov", 0, 1);
    }
    double distance = 0;
    double p = 0;
    double q = 0;
    for (int i = 0; i < bins; i++) {
      p += first[i] / n;
      q += second[i] / m;
      distance = Math.max(distance, Math.abs(p - q));
    }
    return kolmogorovSmirnov(distance, n, m);
  }

  private static Test kolmogorovSmirnov(double distance, double n, double m) {
    double root = Math.sqrt(n * m / (n + m));
    return new Test(
        "kolmogorov-smirnov", distance, kolmogorovTail((root + 0.12 + 0.11 / root) * distance));
  }

  /** Q(x) = 2 · Σ (−1)^(k−1) · exp(−2 k² x²), which is 1 for small x. */
  private static double kolmogorovTail(double x) {
    if (x < 0.2) {
      return 1;
    }
    double sum = 0;
    for (int k = 1; k <= 100; k++) {
      double term = Math.exp(-2.0 * k * k * x * x);
      sum += (k % 2 == 1 ? 1 : -1) * term;
      if (term < 1e-12) {
        break;
      }
    }
    return Math.clamp(2 * sum, 0, 1);
  }

  /**
   * Which of many tests are significant when a share {@code rate} of false discoveries is accepted
   * (Benjamini and Hochberg 1995).
   */
  public static boolean[] significant(double[] pValues, double rate) {
    Integer[] order = new Integer[pValues.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, java.util.Comparator.comparingDouble(i -> pValues[i]));
    int last = -1;
    for (int rank = 0; rank < order.length; rank++) {
      if (pValues[order[rank]] <= rate * (rank + 1) / order.length) {
        last = rank;
      }
    }
    boolean[] significant = new boolean[pValues.length];
    for (int rank = 0; rank <= last; rank++) {
      significant[order[rank]] = true;
    }
    return significant;
  }

  private static double square(double x) {
    return x * x;
  }

  private static void requireSameBins(long[] first, long[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "the samples are counted in " + first.length + " and " + second.length + " bins");
    }
  }
}
