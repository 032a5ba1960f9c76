package dev.loopline.features.assembly;

import dev.loopline.features.TrainingTable;
import dev.loopline.features.internal.ParquetTable;
import java.nio.file.Path;

/** Reads training sets where they are used: in the process that trains. */
public final class TrainingTables {
  private TrainingTables() {}

  /** Reads a training set's Parquet file. */
  public static TrainingTable read(Path parquet) {
    return ParquetTable.read(parquet);
  }
}
