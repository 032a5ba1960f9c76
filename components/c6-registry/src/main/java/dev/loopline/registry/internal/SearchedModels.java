package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.table.SearchTable;
import dev.loopline.kernel.search.table.TableColumn;
import dev.loopline.kernel.search.table.TableGroup;
import java.util.List;

/** Registered models, as they are searched. Prompts, which MLflow keeps among them, are none. */
public final class SearchedModels {
  static final TableGroup TAGS =
      new TableGroup(
          SearchColumn.of("tags.*", Type.TEXT, "What it is tagged with").also("tag.*"),
          "model_tag t where t.model_no = m.no and t.key = ?",
          "t.value");
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.of(
              SearchColumn.of("name", Type.TEXT, "What it is called; a product's: product.name"),
              "m.name"),
          TableColumn.of(SearchColumn.of("product", Type.TEXT, "Whose it is"), "m.product"),
          TableColumn.of(
              SearchColumn.of("description", Type.TEXT, "What is written of it").unordered(),
              "m.description"),
          TableColumn.among(
              SearchColumn.of("alias", Type.TEXT, "An alias of one of its versions").unordered(),
              ModelColumns.of(Field.of("alias")),
              "(select string_agg(a.alias, ', ' order by a.alias) from model_alias a"
                  + " where a.model_no = m.no)"),
          TableColumn.of(
              SearchColumn.of("versions", Type.NUMBER, "How many it has"),
              "(select count(*) from model_version v where v.model_no = m.no"
                  + " and v.deleted_at is null)"),
          TableColumn.of(
              SearchColumn.of("creation_timestamp", Type.TIME, "When it was registered")
                  .also("created"),
              "m.created_at"),
          TableColumn.of(
              SearchColumn.of("last_updated_timestamp", Type.TIME, "When it last changed")
                  .also("updated", "timestamp"),
              "m.updated_at"));

  private SearchedModels() {}

  public static SearchTable table() {
    SearchKind kind =
        new SearchKind(
            "models",
            "Models",
            "A registered model, whatever its versions.",
            SearchTable.described(COLUMNS, List.of(TAGS)),
            List.of("name", "product", "versions", "alias", "last_updated_timestamp"),
            "name",
            List.of(
                new SearchKind.Example(
                    "name LIKE 'hotel.%' AND alias = 'champion'",
                    "the hotel's that have a champion"),
                new SearchKind.Example(
                    "tags.team IN ('pricing', 'risk') OR versions >= 10",
                    "two teams', and those with a long history")));
    return new SearchTable(
        kind,
        "registered_model m",
        "1 = 1" + RegistrySearch.NO_PROMPT,
        product -> Sql.of("m.product = ?", product),
        COLUMNS,
        List.of(TAGS),
        List.of("name"),
        new SearchTable.Link(
            List.of("product", "name"),
            v -> v.get(0).isEmpty() ? null : Hrefs.of(v.get(0), "models", v.get(1))));
  }
}
