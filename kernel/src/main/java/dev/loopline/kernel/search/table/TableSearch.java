package dev.loopline.kernel.search.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.QueryError;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.kernel.search.SearchRequest;
import dev.loopline.kernel.search.SqlFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Searches one table. Safe for many threads. */
public record TableSearch(Database db, SearchTable table) {
  public SearchKind kind() {
    return table.kind();
  }

  /** A page, each row once, whatever comes or goes between pages. */
  public SearchPage page(SearchRequest request) {
    Keyset keys = keys(request.order());
    List<TableColumn> shown = request.columns().stream().map(named -> table.column(named)).toList();
    Sql sql =
        Sql.of("select 1")
            .then(selected(shown))
            .then(linked())
            .then(keys.columns())
            .then(from(request.scope()));
    if (request.cursor() != null) {
      sql = sql.then(" and ").then(keys.after(request.cursor()));
    }
    Sql page = sql.then(keys.order() + " limit ?", request.limit() + 1);
    List<Keyed> found =
        db.read(
            h ->
                Rows.list(
                    h, page, (rs, ctx) -> new Keyed(row(rs, request.columns()), keys.cursor(rs))));
    boolean more = found.size() > request.limit();
    List<Keyed> kept = more ? found.subList(0, request.limit()) : found;
    return new SearchPage(
        kept.stream().map(Keyed::row).toList(), more ? kept.getLast().cursor() : null);
  }

  private record Keyed(SearchPage.Row row, String cursor) {}

  /** How many rows fit. */
  public SearchPage.Count count(SearchRequest.Scope scope) {
    Sql sql = Sql.of("select count(*)").then(from(scope));
    return SearchPage.Count.of(
        db.read(h -> Rows.list(h, sql, (rs, ctx) -> rs.getLong(1)).getFirst()));
  }

  private Sql from(SearchRequest.Scope scope) {
    Sql from = Sql.of(" from " + table.from() + " where " + table.always() + " and ");
    if (scope.product() != null) {
      from = from.then(table.ofProduct().apply(scope.product())).then(" and ");
    }
    return from.then(new SqlFilter(table, db.dialect(), scope.now()).of(scope.filter()));
  }

  private Keyset keys(List<Order> orders) {
    List<Keyset.Key> keys = new ArrayList<>();
    List<String> named = new ArrayList<>();
    for (Order order : orders) {
      SearchKind.Named column = table.kind().require(order.field());
      named.add(column.name());
      keys.add(table.column(column).key(order.descending()));
    }
    boolean descending = !keys.isEmpty() && keys.getLast().descending();
    for (String identity : table.identity()) {
      if (!named.contains(identity)) {
        keys.add(table.column(identity).key(descending));
      }
    }
    return new Keyset(keys, QueryError::cursor);
  }

  private static Sql selected(List<TableColumn> columns) {
    Sql selected = Sql.of("");
    for (int i = 0; i < columns.size(); i++) {
      selected = selected.then(", ").then(columns.get(i).shown()).then(" as c" + i);
    }
    return selected;
  }

  private Sql linked() {
    Sql linked = Sql.of("");
    List<String> columns = table.link().columns();
    for (int i = 0; i < columns.size(); i++) {
      linked = linked.then(", ").then(table.column(columns.get(i)).shown()).then(" as l" + i);
    }
    return linked;
  }

  private SearchPage.Row row(ResultSet rs, List<SearchKind.Named> columns) throws SQLException {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i).name(), value(rs, "c" + i, columns.get(i).column().type()));
    }
    return new SearchPage.Row(link(rs), values);
  }

  private @Nullable String link(ResultSet rs) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < table.link().columns().size(); i++) {
      String value = rs.getString("l" + i);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return table.link().address().apply(values);
  }

  private static JsonNode value(ResultSet rs, String name, Column.Type type) throws SQLException {
    Object value = rs.getObject(name);
    if (value == null) {
      return NullNode.getInstance();
    }
    return switch (type) {
      case TEXT, OPEN -> TextNode.valueOf(rs.getString(name));
      case TIME -> TextNode.valueOf(Instant.ofEpochMilli(rs.getLong(name)).toString());
      case DURATION -> LongNode.valueOf(rs.getLong(name));
      case NUMBER ->
          value instanceof Double || value instanceof Float
              ? DoubleNode.valueOf(rs.getDouble(name))
              : LongNode.valueOf(rs.getLong(name));
    };
  }
}
