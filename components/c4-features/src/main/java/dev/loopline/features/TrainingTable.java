package dev.loopline.features;

import java.util.List;

/**
 * A training set in memory, column by column, rows ordered by event time and key.
 *
 * @param times event time, milliseconds since the epoch
 * @param labels 1 for the positive class
 */
public record TrainingTable(
    String[] keys, long[] times, int[] labels, List<NumberColumn> numbers, List<TextColumn> texts) {
  public TrainingTable {
    numbers = List.copyOf(numbers);
    texts = List.copyOf(texts);
  }

  /** NaN where a value is missing. */
  public record NumberColumn(String name, double[] values) {}

  /** Null where a value is missing. */
  public record TextColumn(String name, String[] values) {}

  public int rows() {
    return keys.length;
  }
}
