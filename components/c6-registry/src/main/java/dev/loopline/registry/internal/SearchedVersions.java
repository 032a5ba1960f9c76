package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Dialect;
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

/** Versions of models, as they are searched. Those of prompts are none. */
public final class SearchedVersions {
  static final TableGroup TAGS =
      new TableGroup(
          SearchColumn.of("tags.*", Type.TEXT, "What it is tagged with").also("tag.*"),
          "model_version_tag t where t.model_no = v.model_no and t.version = v.version"
              + " and t.key = ?",
          "t.value");
  private static final List<TableColumn> COLUMNS =
      List.of(
          of("name", Type.TEXT, "The model's name; a product's: product.name"),
          of("version_number", Type.NUMBER, "Counted for each model", "version"),
          of("product", Type.TEXT, "Whose it is"),
          of("stage", Type.TEXT, "Where it stands", "current_stage"),
          TableColumn.among(
              SearchColumn.of("alias", Type.TEXT, "An alias of it").unordered(),
              VersionColumns.of(Field.of("alias")),
              "(select string_agg(a.alias, ', ' order by a.alias) from model_alias a"
                  + " where a.model_no = v.model_no and a.version = v.version)"),
          of("run_id", Type.TEXT, "The MLflow run that made it"),
          of("model_id", Type.TEXT, "The logged model that it is of"),
          of("source_path", Type.TEXT, "Where its files were when it was registered", "source"),
          of("user", Type.TEXT, "Who registered it", "user_id"),
          TableColumn.optional(
              SearchColumn.of("description", Type.TEXT, "What is written of it").unordered(),
              VersionColumns.of(Field.of("description")).value()),
          of("creation_timestamp", Type.TIME, "When it was registered", "created"),
          of("last_updated_timestamp", Type.TIME, "When it last changed", "updated"));

  private SearchedVersions() {}

  private static TableColumn of(String name, Type type, String about, String... aliases) {
    return TableColumn.of(
        SearchColumn.of(name, type, about).also(aliases),
        VersionColumns.of(Field.of(name)).value());
  }

  /** What its training measured and chose, as it was registered with it. */
  private static List<TableGroup> groups(Dialect dialect) {
    return List.of(
        TAGS,
        new TableGroup(
            SearchColumn.of("metrics.*", Type.NUMBER, "What its training measured")
                .also("metric.*"),
            dialect.jsonFields("v.document", "metrics") + " t where t.key = ? and t.value <> 'NaN'",
            "cast(t.value as double precision)"),
        new TableGroup(
            SearchColumn.of("params.*", Type.TEXT, "What its training chose")
                .also("param.*", "parameters.*", "parameter.*"),
            dialect.jsonFields("v.document", "parameters") + " t where t.key = ?",
            "cast(t.value as text)"));
  }

  public static SearchTable table(Dialect dialect) {
    List<TableGroup> groups = groups(dialect);
    SearchKind kind =
        new SearchKind(
            "versions",
            "Model versions",
            "A version of a registered model.",
            SearchTable.described(COLUMNS, groups),
            List.of(
                "name",
                "version_number",
                "product",
                "stage",
                "alias",
                "user",
                "creation_timestamp"),
            "last_updated_timestamp DESC",
            List.of(
                new SearchKind.Example(
                    "stage = 'Production' OR alias = 'champion'", "what is in use"),
                new SearchKind.Example(
                    "name = 'hotel.cancellation' AND metrics.auc > 0.75 AND created > now - 30d",
                    "good ones of a month"),
                new SearchKind.Example(
                    "NOT run_id = '' AND tags.validated = 'yes'",
                    "those that an MLflow run made and someone looked at")));
    return new SearchTable(
        kind,
        "model_version v join registered_model m on m.no = v.model_no",
        "v.deleted_at is null" + RegistrySearch.NO_PROMPT_VERSION,
        product -> Sql.of("m.product = ?", product),
        COLUMNS,
        groups,
        List.of("name", "version_number"),
        new SearchTable.Link(
            List.of("product", "name", "version_number"),
            v ->
                v.get(0).isEmpty()
                    ? null
                    : Hrefs.of(v.get(0), "models", v.get(1)) + "?version=" + v.get(2)));
  }
}
