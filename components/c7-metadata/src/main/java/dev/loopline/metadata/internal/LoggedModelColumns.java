package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Columns;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.QueryError;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.LoggedModelQuery.Key;
import dev.loopline.metadata.LoggedModelQuery.OnDataset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be asked of logged models, as conditions on {@code logged_model m}.
 *
 * @param datasets where metrics count; empty for everywhere
 */
record LoggedModelColumns(LoggedNames names, List<OnDataset> datasets) implements Columns {
  private static final long NEVER_LOGGED = -1;

  @Override
  public Column of(Field field) {
    return switch (field.group()) {
      case "metrics", "metric" -> metric(field.key());
      case "params", "param" -> pair("logged_model_param", field.key());
      case "tags", "tag" -> pair("logged_model_tag", field.key());
      case "", "attributes", "attribute", "attr" -> attribute(field);
      default ->
          throw QueryError.at(
              field.at(),
              "Invalid entity type: '"
                  + field.group()
                  + "'. Expected one of ['attributes', 'metrics', 'params', 'tags'].");
    };
  }

  private Column metric(String key) {
    Sql on = onDatasets();
    List<Object> arguments = new ArrayList<>(List.of(number(key)));
    arguments.addAll(on.arguments());
    return new Column(
        "exists (select 1 from logged_model_metric x where x.model_no = m.no and x.key_no = ?"
            + on.text()
            + " and x.is_nan = 0 and ",
        "x.value",
        ")",
        arguments,
        Column.Type.NUMBER);
  }

  private static Column pair(String table, String key) {
    return new Column(
        "exists (select 1 from " + table + " x where x.model_no = m.no and x.key = ? and ",
        "x.value",
        ")",
        List.of(key),
        Column.Type.TEXT);
  }

  private static Column attribute(Field field) {
    Column column = attribute(field.key());
    if (column == null) {
      throw QueryError.at(
          field.at(),
          "Invalid attribute key '"
              + field.key()
              + "' specified; logged models have name, model_id, model_type, status,"
              + " source_run_id, experiment_id, artifact_location, creation_timestamp,"
              + " last_updated_timestamp, and metrics.<key>, params.<key>, tags.<key>.");
    }
    return column;
  }

  private static @org.jspecify.annotations.Nullable Column attribute(String key) {
    return switch (key) {
      case "name" -> Column.of("m.name", Column.Type.TEXT);
      case "model_id" -> Column.of("m.id", Column.Type.TEXT);
      case "model_type" -> Column.of("m.model_type", Column.Type.TEXT);
      case "status" -> Column.of("m.status", Column.Type.TEXT);
      case "source_run_id" -> Column.of("m.source_run_id", Column.Type.TEXT);
      case "experiment_id" -> Column.of("cast(m.experiment_id as varchar(20))", Column.Type.TEXT);
      case "artifact_location" ->
          Column.of(
              "(e.artifact_location || '/models/' || m.id || '/artifacts')", Column.Type.TEXT);
      case "lifecycle_stage" -> Column.of("'active'", Column.Type.TEXT);
      case "creation_timestamp", "creation_time", "creation_timestamp_ms" ->
          Column.of("m.created_at", Column.Type.TIME);
      case "last_updated_timestamp", "last_updated_timestamp_ms" ->
          Column.of("m.updated_at", Column.Type.TIME);
      default -> null;
    };
  }

  /** The condition that a metric {@code x} was measured on one of the datasets. */
  Sql onDatasets() {
    return datasets.isEmpty() ? Sql.of("") : on(datasets);
  }

  private static Sql on(List<OnDataset> datasets) {
    Sql sql = Sql.of(" and (1 = 0");
    for (OnDataset dataset : datasets) {
      sql = sql.then(" or (x.dataset_name = ?", dataset.name());
      if (dataset.digest() != null) {
        sql = sql.then(" and x.dataset_digest = ?", dataset.digest());
      }
      sql = sql.then(")");
    }
    return sql.then(")");
  }

  private long number(String key) {
    return names.find(key).orElse(NEVER_LOGGED);
  }

  /** Keys in order, each with those last that lack it; then the newest first. */
  Sql order(List<Key> keys) {
    List<Sql> terms = new ArrayList<>();
    Set<String> columns = new HashSet<>();
    for (Key key : keys) {
      Sql value = value(key);
      columns.add(value.text());
      terms.add(Sql.of("case when ").then(value).then(" is null then 1 else 0 end"));
      terms.add(value.then(key.ascending() ? "" : " desc"));
    }
    if (!columns.contains("m.created_at")) {
      terms.add(Sql.of("m.created_at desc"));
    }
    terms.add(Sql.of("m.id"));
    Sql order = terms.removeFirst();
    for (Sql term : terms) {
      order = order.then(", ").then(term);
    }
    return order;
  }

  private Sql value(Key key) {
    String field = key.field();
    int dot = field.indexOf('.');
    String group = dot < 0 ? "" : field.substring(0, dot);
    if (group.equals("metrics")) {
      Sql on = key.dataset() == null ? Sql.of("") : on(List.of(key.dataset()));
      return Sql.of(
              "(select x.value from logged_model_metric x where x.model_no = m.no and x.key_no = ?",
              number(unquoted(field.substring(dot + 1))))
          .then(on)
          .then(" order by x.at desc, x.step desc, x.run_no desc limit 1)");
    }
    if (!group.isEmpty() && !group.startsWith("attribute")) {
      throw Limits.invalid(
          "Invalid order by field name: " + field + ". Only metrics are supported.");
    }
    Column column = attribute(field.substring(dot + 1));
    if (column == null) {
      throw Limits.invalid("Invalid order by field name: " + field);
    }
    return Sql.of(column.value());
  }

  private static String unquoted(String key) {
    boolean quoted =
        key.length() > 1 && "`\"".indexOf(key.charAt(0)) >= 0 && key.endsWith(key.substring(0, 1));
    return quoted ? key.substring(1, key.length() - 1) : key;
  }
}
