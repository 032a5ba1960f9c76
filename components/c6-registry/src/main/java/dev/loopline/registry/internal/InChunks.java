package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Runs a statement for many keys, some hundreds at once. */
final class InChunks {
  private static final int CHUNK = 500;

  private InChunks() {}

  /** Runs a statement that ends with {@code in} for all keys. */
  static <T> List<T> ofVersions(
      Handle h, String statementIn, List<VersionKey> keys, RowMapper<T> row) {
    List<T> all = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += CHUNK) {
      List<VersionKey> some = keys.subList(from, Math.min(keys.size(), from + CHUNK));
      String marks = some.stream().map(k -> "(?, ?)").collect(Collectors.joining(", "));
      List<Object> values = new ArrayList<>();
      some.forEach(
          key -> {
            values.add(key.model());
            values.add(key.version());
          });
      all.addAll(Rows.list(h, new Sql(statementIn + " (values " + marks + ")", values), row));
    }
    return all;
  }

  /** The same by models' numbers. */
  static <T> List<T> ofModels(Handle h, String statementIn, List<Long> models, RowMapper<T> row) {
    return ofModels(h, statementIn, models, "", row);
  }

  /** With more of the statement behind the numbers. */
  static <T> List<T> ofModels(
      Handle h, String statementIn, List<Long> models, String more, RowMapper<T> row) {
    List<T> all = new ArrayList<>();
    for (int from = 0; from < models.size(); from += CHUNK) {
      List<Long> some = models.subList(from, Math.min(models.size(), from + CHUNK));
      String marks = some.stream().map(k -> "?").collect(Collectors.joining(", "));
      all.addAll(
          Rows.list(
              h, new Sql(statementIn + " (" + marks + ")" + more, List.<Object>copyOf(some)), row));
    }
    return all;
  }
}
