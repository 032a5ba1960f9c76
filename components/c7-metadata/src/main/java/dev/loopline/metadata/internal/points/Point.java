package dev.loopline.metadata.internal.points;

import dev.loopline.metadata.Metric;
import java.util.Comparator;

/**
 * A measured value without its name. Points are in the order of their curve: by step, time and
 * value, NaN last. Zero has one sign.
 *
 * @param at epoch milliseconds, as the client measured them
 */
public record Point(long step, long at, double value) implements Comparable<Point> {
  /** Which of several is the latest, as MLflow decides: a NaN counts as 0. */
  static final Comparator<Point> LATER =
      Comparator.comparingLong(Point::step)
          .thenComparingLong(Point::at)
          .thenComparingDouble(Point::stored);

  public Point {
    value += 0.0;
  }

  static Point of(Metric metric) {
    return new Point(metric.step(), metric.timestamp(), metric.value());
  }

  /** The point under its name again. */
  public Metric named(String key) {
    return new Metric(key, value, at, step);
  }

  /** As a column keeps it: a NaN is a zero that is marked. */
  double stored() {
    return isNaN() ? 0 : value;
  }

  boolean isNaN() {
    return Double.isNaN(value);
  }

  /** The value as a whole number that is ordered as the values are. */
  long rank() {
    long bits = Double.doubleToLongBits(value);
    return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
  }

  /** The point with a {@link #rank}. */
  static Point ranked(long step, long at, long rank) {
    return new Point(step, at, Double.longBitsToDouble(rank < 0 ? rank ^ Long.MAX_VALUE : rank));
  }

  @Override
  public int compareTo(Point other) {
    int bySteps = Long.compare(step, other.step);
    if (bySteps != 0) {
      return bySteps;
    }
    int byTime = Long.compare(at, other.at);
    return byTime != 0 ? byTime : Double.compare(value, other.value);
  }
}
