package dev.loopline.metadata.internal;

import org.jspecify.annotations.Nullable;

/**
 * A part of a walk along an order.
 *
 * @param from of the entries with a value only those where this one stands, and behind; null for
 *     the beginning
 * @param before of the entries with a value only those ahead of this one; null for all
 * @param firstRank the first rank to be walked
 * @param lastRank the last one
 */
record Stretch(@Nullable Object from, @Nullable Object before, int firstRank, int lastRank) {
  private static final int VALUES = 0;
  private static final int LAST = 2;

  static final Stretch ALL = new Stretch(null, null, VALUES, LAST);

  /**
   * The first entries.
   *
   * @param edge ahead of which they are; null for all that have a value
   */
  static Stretch ahead(@Nullable Object edge) {
    return new Stretch(null, edge, VALUES, VALUES);
  }

  /** What {@link #ahead} leaves. */
  static Stretch behind(@Nullable Object edge) {
    return edge == null
        ? new Stretch(null, null, VALUES + 1, LAST)
        : new Stretch(edge, null, VALUES, LAST);
  }

  boolean has(int rank) {
    return firstRank <= rank && rank <= lastRank;
  }
}
