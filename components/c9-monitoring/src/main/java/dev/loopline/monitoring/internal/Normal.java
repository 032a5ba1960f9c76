package dev.loopline.monitoring.internal;

/** The standard normal distribution. */
final class Normal {
  private Normal() {}

  /** The value below which a share {@code p} lies, by bisection to 1e-12. */
  static double quantile(double p) {
    double low = -10;
    double high = 10;
    while (high - low > 1e-12) {
      double middle = (low + high) / 2;
      if (cumulative(middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  static double cumulative(double z) {
    double upper = BinTests.upperGamma(0.5, z * z / 2) / 2;
    return z < 0 ? upper : 1 - upper;
  }
}
