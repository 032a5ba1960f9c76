package dev.loopline.features.internal;

import dev.loopline.features.Feature;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.table.SearchTable;
import dev.loopline.kernel.search.table.TableColumn;
import java.util.List;

/** Features of all views that are declared now, as they are searched. */
public final class SearchedFeatures {
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.of(SearchColumn.of("product", Type.TEXT, "Whose it is"), "f.product"),
          TableColumn.of(
              SearchColumn.of("view", Type.TEXT, "The view that computes it"), "f.view_name"),
          TableColumn.of(SearchColumn.of("name", Type.TEXT, "What it is called"), "f.name"),
          TableColumn.of(
              SearchColumn.of("type", Type.TEXT, "What its values are")
                  .oneOf(List.of(Feature.NUMBER, Feature.STRING)),
              "f.type"),
          TableColumn.of(
              SearchColumn.of("source", Type.TEXT, "The source whose rows the view reads"),
              "f.source"),
          TableColumn.of(
              SearchColumn.of("entity", Type.TEXT, "The column that identifies a row"), "f.entity"),
          TableColumn.of(
              SearchColumn.of("commit", Type.TEXT, "That gave the view its present form"),
              "f.commit_id"),
          TableColumn.of(
              SearchColumn.of("declared_at", Type.TIME, "When that commit was applied"),
              "f.declared_at"));

  private SearchedFeatures() {}

  public static SearchTable table() {
    SearchKind kind =
        new SearchKind(
            "features",
            "Features",
            "A column that a feature view computes, as it is declared now.",
            SearchTable.described(COLUMNS, List.of()),
            List.of("product", "view", "name", "type", "entity", "commit", "declared_at"),
            "product, view, name",
            List.of(
                new SearchKind.Example(
                    "name LIKE '%lead%' AND type = 'number'", "numbers by a part of their name"),
                new SearchKind.Example(
                    "declared_at > now - 7d AND NOT entity = 'customer_id'",
                    "what was declared this week, of other entities")));
    return new SearchTable(
        kind,
        "declared_feature f",
        "1 = 1",
        product -> Sql.of("f.product = ?", product),
        COLUMNS,
        List.of(),
        List.of("product", "view", "name"),
        new SearchTable.Link(
            List.of("product", "view"), v -> Hrefs.of(v.get(0), "views", v.get(1))));
  }
}
