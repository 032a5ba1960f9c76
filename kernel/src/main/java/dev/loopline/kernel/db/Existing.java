package dev.loopline.kernel.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Which of many values a column holds: one seek for each, however often the column holds it. */
public final class Existing {
  private static final int CHUNK = 500;

  private Existing() {}

  /**
   * @param table the caller's own, with an index on the column; never from outside
   */
  public static Set<String> among(
      Handle h, String table, String column, Collection<String> values) {
    List<String> all = List.copyOf(values);
    Set<String> found = new HashSet<>();
    for (int i = 0; i < all.size(); i += CHUNK) {
      List<String> some = all.subList(i, Math.min(all.size(), i + CHUNK));
      String rows =
          some.stream().map(v -> "(cast(? as varchar(100)))").collect(Collectors.joining(", "));
      Sql sql =
          new Sql(
              "with wanted(value) as (values "
                  + rows
                  + ") select value from wanted where exists (select 1 from "
                  + table
                  + " t where t."
                  + column
                  + " = wanted.value)",
              new ArrayList<>(some));
      found.addAll(Rows.list(h, sql, (rs, ctx) -> rs.getString("value")));
    }
    return found;
  }
}
