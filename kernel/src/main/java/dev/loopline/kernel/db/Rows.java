package dev.loopline.kernel.db;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** Runs a composed statement with its values. */
public final class Rows {
  private Rows() {}

  public static <T> List<T> list(Handle h, Sql sql, RowMapper<T> row) {
    // Composed SQL holds no names and no definitions, so nothing in it is anybody's template.
    Query query = h.createQuery(sql.text());
    for (int i = 0; i < sql.arguments().size(); i++) {
      query.bind(i, sql.arguments().get(i));
    }
    return query.map(row).list();
  }
}
