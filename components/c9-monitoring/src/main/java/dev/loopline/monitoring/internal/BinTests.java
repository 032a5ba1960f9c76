package dev.loopline.monitoring.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two-sample measures over the same bins: PSI, chi-square, Kolmogorov-Smirnov; and their family.
 */
final class BinTests {
  private static final double SMALLEST_SHARE = 1e-4;

  private BinTests() {}

  /** Population stability index; empty bins count as a share of 0.0001. */
  static double psi(long[] expected, long[] actual) {
    double n = Arrays.stream(expected).sum();
    double m = Arrays.stream(actual).sum();
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      double p = Math.max(expected[i] / n, SMALLEST_SHARE);
      double q = Math.max(actual[i] / m, SMALLEST_SHARE);
      sum += (q - p) * Math.log(q / p);
    }
    return sum;
  }

  /** P-value of the two-sample chi-square test; bins that are empty in both are left out. */
  static double chiSquareP(long[] a, long[] b) {
    double n = Arrays.stream(a).sum();
    double m = Arrays.stream(b).sum();
    double statistic = 0;
    int bins = 0;
    for (int i = 0; i < a.length; i++) {
      double both = a[i] + b[i];
      if (both > 0) {
        double d = Math.sqrt(m / n) * a[i] - Math.sqrt(n / m) * b[i];
        statistic += d * d / both;
        bins++;
      }
    }
    return bins < 2 ? 1 : upperGamma((bins - 1) / 2.0, statistic / 2);
  }

  /** P-value of the Kolmogorov-Smirnov test on binned values (conservative), missing left out. */
  static double ksP(long[] a, long[] b) {
    int bins = a.length - 1;
    double n = Arrays.stream(a, 0, bins).sum();
    double m = Arrays.stream(b, 0, bins).sum();
    if (n == 0 || m == 0) {
      return 1;
    }
    double far = 0;
    double p = 0;
    double q = 0;
    for (int i = 0; i < bins; i++) {
      p += a[i] / n;
      q += b[i] / m;
      far = Math.max(far, Math.abs(p - q));
    }
    double root = Math.sqrt(n * m / (n + m));
    double lambda = (root + 0.12 + 0.11 / root) * far;
    if (lambda < 0.2) {
      return 1;
    }
    double sum = 0;
    for (int k = 1; k <= 100; k++) {
      sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2 * lambda * lambda * k * k);
    }
    return Math.clamp(sum, 0, 1);
  }

  /** Which hypotheses fall at false discovery rate {@code alpha} (Benjamini and Hochberg, 1995). */
  static boolean[] benjaminiHochberg(double[] p, double alpha) {
    List<Integer> order =
        IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> p[i])).toList();
    int last = -1;
    for (int rank = 0; rank < p.length; rank++) {
      if (p[order.get(rank)] <= alpha * (rank + 1) / p.length) {
        last = rank;
      }
    }
    boolean[] rejected = new boolean[p.length];
    order.subList(0, last + 1).forEach(i -> rejected[i] = true);
    return rejected;
  }

  /** Regularised upper incomplete gamma function, after Numerical Recipes 6.2. */
  static double upperGamma(double a, double x) {
    if (x <= 0) {
      return 1;
    }
    double front = Math.exp(a * Math.log(x) - x - logGamma(a));
    return x < a + 1 ? 1 - front * series(a, x) : front * fraction(a, x);
  }

  private static double series(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (double n = a + 1; Math.abs(term) > Math.abs(sum) * 1e-15; n++) {
      term *= x / n;
      sum += term;
    }
    return sum;
  }

  private static double fraction(double a, double x) {
    double tiny = 1e-300;
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / b;
    double h = d;
    for (int i = 1; i < 10_000; i++) {
      double an = -i * (i - a);
      b += 2;
      d = 1 / nonZero(an * d + b, tiny);
      c = nonZero(b + an / c, tiny);
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) {
        break;
      }
    }
    return h;
  }

  private static double nonZero(double value, double tiny) {
    return Math.abs(value) < tiny ? tiny : value;
  }

  private static double logGamma(double x) {
    double[] c = {
      76.18009172947146, -86.50532032941677, 24.01409824083091,
      -1.231739572450155, 0.001208650973866179, -0.000005395239384953
    };
    double t = x + 5.5;
    t -= (x + 0.5) * Math.log(t);
    double sum = 1.000000000190015;
    for (int i = 0; i < c.length; i++) {
      sum += c[i] / (x + 1 + i);
    }
    return -t + Math.log(2.5066282746310005 * sum / x);
  }
}
