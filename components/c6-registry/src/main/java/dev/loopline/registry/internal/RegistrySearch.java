package dev.loopline.registry.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Columns;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SqlFilter;
import dev.loopline.kernel.search.table.Keyset;
import dev.loopline.registry.Found;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.SearchQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Searches of models and versions. */
final class RegistrySearch {
  private static final String MODELS = " from registered_model m where ";
  static final String NO_PROMPT =
      " and not exists (select 1 from model_tag p where p.model_no = m.no"
          + " and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true')";
  static final String NO_PROMPT_VERSION =
      " and not exists (select 1 from model_version_tag p where p.model_no = v.model_no"
          + " and p.key = 'mlflow.prompt.is_prompt' and p.value = 'true')";

  private final Kernel kernel;

  RegistrySearch(Kernel kernel) {
    this.kernel = kernel;
  }

  Found<ModelRow> models(Handle h, SearchQuery query) {
    Keyset keys = ModelColumns.order(Queries.orders(query.orderBy()));
    Sql from = Sql.of(MODELS).then(where(query.filter(), ModelColumns::of, NO_PROMPT));
    return page(h, ModelDao.COLUMNS, from, keys, query, ModelRow::of);
  }

  Found<ModelVersion> versions(Handle h, SearchQuery query) {
    Keyset keys = VersionColumns.order(Queries.orders(query.orderBy()));
    Found<VersionRow> found =
        page(h, VersionRow.COLUMNS, versionsFrom(query.filter()), keys, query, VersionRow::of);
    return new Found<>(VersionDao.fill(h, found.items()), found.next());
  }

  long countModels(String filter) {
    Sql from = Sql.of(MODELS).then(where(filter, ModelColumns::of, NO_PROMPT));
    return count(from);
  }

  long countVersions(String filter) {
    return count(versionsFrom(filter));
  }

  private Sql versionsFrom(String filter) {
    return Sql.of(VersionDao.FROM + " and ")
        .then(where(filter, VersionColumns::of, NO_PROMPT_VERSION));
  }

  private Sql where(String filter, Columns columns, String noPrompts) {
    PromptClause clause = PromptClause.of(Queries.filter(filter));
    return new SqlFilter(columns, kernel.db().dialect(), kernel.clock().now())
        .of(clause.rest())
        .then(clause.prompts() ? "" : noPrompts);
  }

  private long count(Sql from) {
    Sql sql = Sql.of("select count(*)").then(from);
    return kernel.db().read(h -> Rows.list(h, sql, (rs, ctx) -> rs.getLong(1)).getFirst());
  }

  /** Reads a row. */
  private interface Reader<T> {
    T read(ResultSet rs) throws SQLException;
  }

  private record Keyed<T>(T row, String cursor) {}

  private static <T> Found<T> page(
      Handle h, String columns, Sql from, Keyset keys, SearchQuery query, Reader<T> reader) {
    Sql sql = Sql.of("select " + columns).then(keys.columns()).then(from);
    if (query.cursor() != null) {
      sql = sql.then(" and ").then(keys.after(query.cursor()));
    }
    sql = sql.then(keys.order() + " limit ?", query.limit() + 1);
    List<Keyed<T>> rows =
        Rows.list(h, sql, (rs, ctx) -> new Keyed<>(reader.read(rs), keys.cursor(rs)));
    boolean more = rows.size() > query.limit();
    List<Keyed<T>> kept = more ? rows.subList(0, query.limit()) : rows;
    return new Found<>(
        kept.stream().map(Keyed::row).toList(), more ? kept.getLast().cursor() : null);
  }
}
