package dev.loopline.metadata;

/**
 * One measured point. Infinities are kept as ±1.797e308, as MLflow does; NaN stays NaN.
 *
 * @param timestamp epoch milliseconds, as the client measured them
 */
public record Metric(String key, double value, long timestamp, long step) {
  public Metric {
    if (Double.isInfinite(value)) {
      value = Math.copySign(Double.MAX_VALUE, value);
    }
  }

  /** As a column keeps it: a NaN is a zero that is marked. */
  public double stored() {
    return isNaN() ? 0 : value;
  }

  public boolean isNaN() {
    return Double.isNaN(value);
  }
}
