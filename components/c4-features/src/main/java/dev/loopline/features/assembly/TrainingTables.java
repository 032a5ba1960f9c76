package dev.loopline.features.assembly;

import dev.loopline.features.TrainingTable;
import dev.loopline.features.internal.ParquetTable;
import java.nio.file.Path;

/** Training sets where they are used: in the process that trains. */
public final class TrainingTables {
  private TrainingTables() {}

  /** Reads a training set's Parquet file. */
  public static TrainingTable read(Path parquet) {
    return ParquetTable.read(parquet);
  }

  /**
   * Writes a training set of made-up rows, with a number {@code n} and a text {@code t} that its
   * label follows: for those who try a training without a feature store.
   */
  public static void writeExample(Path parquet, int rows) {
    ParquetTable.writeExample(parquet, rows);
  }
}
