package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** Runs composed statements with their values. */
public final class Rows {
  private static final int CHUNK = 500;

  private Rows() {}

  public static <T> List<T> list(Handle h, Sql sql, RowMapper<T> row) {
    Query query = h.createQuery(sql.text());
    for (int i = 0; i < sql.arguments().size(); i++) {
      query.bind(i, sql.arguments().get(i));
    }
    return query.map(row).list();
  }

  /** A version by its numbers. */
  record Key(long model, int version) {}

  /** Runs a statement that ends with {@code in} for all keys, some hundreds at once. */
  static <T> List<T> of(Handle h, String statementIn, List<Key> keys, RowMapper<T> row) {
    List<T> all = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += CHUNK) {
      List<Key> some = keys.subList(from, Math.min(keys.size(), from + CHUNK));
      String marks = some.stream().map(k -> "(?, ?)").collect(Collectors.joining(", "));
      List<Object> values = new ArrayList<>();
      some.forEach(
          key -> {
            values.add(key.model());
            values.add(key.version());
          });
      all.addAll(list(h, new Sql(statementIn + " (values " + marks + ")", values), row));
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
          list(
              h, new Sql(statementIn + " (" + marks + ")" + more, List.<Object>copyOf(some)), row));
    }
    return all;
  }
}
