package dev.loopline.metadata.http.llmtrace;

import dev.loopline.metadata.llmtrace.LlmTraces.Correlation;

/**
 * Normalised pointwise mutual information, ln(p12 / (p1 p2)) / −ln(p12) (Bouma 2009): −1 where two
 * things never occur together, 0 where they are independent, 1 where they only occur together.
 */
final class Npmi {
  /** Jeffreys' prior: half an observation in each of the four cells. */
  private static final double PRIOR = 0.5;

  private Npmi() {}

  /** NaN where one of them never occurs. */
  static double of(Correlation counted) {
    if (counted.first() == 0 || counted.second() == 0) {
      return Double.NaN;
    }
    if (counted.joint() == 0) {
      return -1;
    }
    return of(counted.joint(), counted.first(), counted.second(), counted.total());
  }

  static double smoothed(Correlation counted) {
    if (counted.first() == 0 || counted.second() == 0) {
      return Double.NaN;
    }
    return of(
        counted.joint() + PRIOR,
        counted.first() + 2 * PRIOR,
        counted.second() + 2 * PRIOR,
        counted.total() + 4 * PRIOR);
  }

  private static double of(double joint, double first, double second, double total) {
    double together = joint / total;
    return together >= 1
        ? 1
        : Math.log(together / (first / total * (second / total))) / -Math.log(together);
  }
}
