package dev.loopline.stats;

import org.hipparchus.distribution.continuous.NormalDistribution;

/** The standard normal distribution. */
public final class Normal {
  private static final NormalDistribution STANDARD = new NormalDistribution();

  private Normal() {}

  /** The value below which a share {@code p} lies, from 0 to 1. */
  public static double quantile(double p) {
    return STANDARD.inverseCumulativeProbability(p);
  }
}
