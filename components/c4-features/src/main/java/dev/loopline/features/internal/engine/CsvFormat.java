package dev.loopline.features.internal.engine;

import java.nio.file.Path;

/** What we take for CSV. */
public final class CsvFormat {
  private CsvFormat() {}

  /**
   * A file as a relation of SQL.
   *
   * @param name as it was uploaded: says whether it is compressed
   * @param texts whether all columns are texts; otherwise their types are found by reading all rows
   */
  public static String scan(Path file, String name, boolean texts) {
    return "read_csv("
        + Sql.text(file.toString())
        + ", delim = ',', header = true, compression = '"
        + (name.endsWith(".gz") ? "gzip" : "none")
        + "', nullstr = ['', 'NULL', 'NA'], strict_mode = true, quote = '\"', "
        + (texts ? "all_varchar = true)" : "sample_size = -1)");
  }
}
