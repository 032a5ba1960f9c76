package dev.loopline.kernel.search.table;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.table.Keyset.Presence;
import java.util.List;

/**
 * Names that rows chose themselves, such as tags.
 *
 * @param table with a row for each name, such as {@code model_tag t where t.model_no = m.no and
 *     t.key = ?}; the sign is bound to the name
 * @param value the column that holds the value
 */
public record TableGroup(SearchColumn about, String table, String value) {
  /** The column of one name. */
  public TableColumn of(String key) {
    return new TableColumn(
        about,
        new Column(
            "exists (select 1 from " + table + " and ", value, ")", List.of(key), about.type()),
        Sql.of("(select " + value + " from " + table + ")", key),
        Presence.SOMETIMES);
  }
}
