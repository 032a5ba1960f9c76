package dev.loopline.features;

import java.util.List;

/**
 * A training set in memory, column by column, rows in the order in which they became ripe.
 *
 * @param times event time, milliseconds since the epoch
 * @param ripe when all outcomes of rows like it were known, milliseconds since the epoch
 * @param labels 1 for the positive class
 */
public record TrainingTable(
    String[] keys,
    long[] times,
    long[] ripe,
    int[] labels,
    List<NumberColumn> numbers,
    List<TextColumn> texts) {
  public TrainingTable {
    numbers = List.copyOf(numbers);
    texts = List.copyOf(texts);
  }

  /** NaN where a value is missing. */
  public record NumberColumn(String name, double[] values) {}

  /**
   * A column of texts.
   *
   * @param categories its different values, ascending
   * @param codes of each row: an index of the categories, or {@link #MISSING}
   */
  public record TextColumn(String name, List<String> categories, int[] codes) {
    public static final int MISSING = -1;

    public TextColumn {
      categories = List.copyOf(categories);
    }
  }

  public int rows() {
    return keys.length;
  }
}
