package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.table.SearchTable;
import dev.loopline.kernel.search.table.TableColumn;
import dev.loopline.kernel.search.table.TableGroup;
import java.util.List;

/** Active experiments, as they are searched. */
final class SearchedExperiments {
  static final TableGroup TAGS =
      new TableGroup(
          SearchColumn.of("tags.*", Type.TEXT, "What it is tagged with").also("tag.*"),
          "experiment_tag t where t.experiment_id = e.id and t.key = ?",
          "t.value");
  static final SearchColumn PRODUCT =
      SearchColumn.of("product", Type.TEXT, "All of the experiment's name before its first slash");
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.of(
              SearchColumn.of("experiment_id", Type.NUMBER, "Its number").also("id"), "e.id"),
          TableColumn.of(SearchColumn.of("name", Type.TEXT, "What it is called"), "e.name"),
          TableColumn.of(PRODUCT, ExperimentColumns.PRODUCT),
          TableColumn.of(
              SearchColumn.of("creation_time", Type.TIME, "When it was made").also("created"),
              "e.created_at"),
          TableColumn.of(
              SearchColumn.of("last_update_time", Type.TIME, "When it last changed")
                  .also("updated"),
              "e.updated_at"),
          TableColumn.of(
              SearchColumn.of("runs", Type.NUMBER, "How many active runs it has"),
              "(select count(*) from run r where r.experiment_id = e.id and r.deleted_at is null)"));

  private SearchedExperiments() {}

  static SearchTable table() {
    SearchKind kind =
        new SearchKind(
            "experiments",
            "Experiments",
            "An experiment groups the runs of one question.",
            SearchTable.described(COLUMNS, List.of(TAGS)),
            List.of("experiment_id", "name", "product", "runs", "last_update_time"),
            "last_update_time DESC",
            List.of(
                new SearchKind.Example(
                    "name LIKE 'hotel%' AND runs > 100", "large ones of the hotel's"),
                new SearchKind.Example(
                    "last_update_time > now - 7d OR tags.team = 'pricing'",
                    "those that changed this week, and all of a team")));
    return new SearchTable(
        kind,
        "experiment e",
        "e.deleted_at is null",
        SearchedExperiments::ofProduct,
        COLUMNS,
        List.of(TAGS),
        List.of("experiment_id"),
        new SearchTable.Link(
            List.of("product", "experiment_id"),
            v -> Hrefs.of(v.get(0), "runs") + "?experiment=" + v.get(1)));
  }

  /** Experiments of a product: of its name, and below it. */
  static Sql ofProduct(String product) {
    String below = product + "/";
    return Sql.of(
        "(e.name = ? or substr(e.name, 1, ?) = ?)",
        product,
        below.codePointCount(0, below.length()),
        below);
  }
}
