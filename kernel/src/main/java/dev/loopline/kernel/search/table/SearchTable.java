package dev.loopline.kernel.search.table;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Columns;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are things of one kind.
 *
 * @param kind its columns are those of the table
 * @param from the table and what is joined to it, such as {@code workflow_run r}
 * @param always a condition that holds of all rows that count
 * @param ofProduct the condition that a row is a product's
 * @param identity columns that no two rows share, ordered by last
 * @param link where a row is shown
 */
public record SearchTable(
    SearchKind kind,
    String from,
    String always,
    Function<String, Sql> ofProduct,
    List<TableColumn> columns,
    List<TableGroup> groups,
    List<String> identity,
    Link link)
    implements Columns {
  public SearchTable {
    columns = List.copyOf(columns);
    groups = List.copyOf(groups);
    identity = List.copyOf(identity);
  }

  /**
   * Where a row is shown.
   *
   * @param columns whose values the address is made of
   * @param address from their values, as texts; null where there is no such place
   */
  public record Link(List<String> columns, Function<List<String>, @Nullable String> address) {
    public Link {
      columns = List.copyOf(columns);
    }
  }

  /** What a kind's columns are, for its description. */
  public static List<SearchColumn> described(List<TableColumn> columns, List<TableGroup> groups) {
    return Stream.concat(
            columns.stream().map(TableColumn::about), groups.stream().map(TableGroup::about))
        .toList();
  }

  @Override
  public Column of(Field field) {
    return column(kind.require(field)).where();
  }

  TableColumn column(SearchKind.Named named) {
    SearchColumn about = named.column();
    return about.isGroup()
        ? groups.stream()
            .filter(g -> g.about().equals(about))
            .findFirst()
            .orElseThrow()
            .of(named.field().key())
        : columns.stream().filter(c -> c.about().equals(about)).findFirst().orElseThrow();
  }

  TableColumn column(String name) {
    return column(kind.require(Field.of(name)));
  }
}
