package dev.loopline.features.internal.offline;

import dev.loopline.features.Feature;
import dev.loopline.features.internal.engine.Sql;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a table holds at a snapshot.
 *
 * @param files Parquet files, by path
 * @param columns all of them, hidden ones too
 */
record TableData(
    String view,
    List<String> files,
    List<Feature> features,
    List<String> columns,
    long snapshot,
    String commit) {
  TableData {
    files = List.copyOf(files);
    features = List.copyOf(features);
    columns = List.copyOf(columns);
  }

  /** As a relation of SQL. */
  String relation() {
    if (files.isEmpty()) {
      // DuckDB reads no empty list of files.
      return "(select null::varchar as key, null::timestamp as event_time"
          + features.stream()
              .map(
                  f ->
                      ", null::"
                          + (f.holdsNumbers() ? "double" : "varchar")
                          + " as "
                          + Sql.name(f.name()))
              .collect(Collectors.joining())
          + columns.stream()
              .filter(c -> c.startsWith("__"))
              .map(c -> ", null::timestamp as " + Sql.name(c))
              .collect(Collectors.joining())
          + " where false)";
    }
    return "read_parquet(["
        + files.stream().map(Sql::text).collect(Collectors.joining(", "))
        + "])";
  }
}
