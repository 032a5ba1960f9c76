package dev.loopline.features.internal.engine;

import dev.loopline.features.Feature;
import dev.loopline.features.internal.spec.ColumnType;
import dev.loopline.features.internal.spec.Rule;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The statements over one source: rows as JSON become a typed table, rules are nested selects over
 * it, views read the rows that no rule rejected. Pure.
 */
public final class SourceSql {
  static final String RULED = "\"__ruled\"";
  static final String REASON = "\"__reason\"";

  private final SourceSpec source;

  public SourceSql(SourceSpec source) {
    this.source = source;
  }

  /**
   * Columns of one row given as JSON text in {@code expression}, or of each of an array of them.
   */
  String typed(String expression, boolean array) {
    Map<String, String> types = new LinkedHashMap<>();
    source.columns().forEach((name, type) -> types.put(name, type.sql()));
    String structure = Json.write(array ? List.of(types) : types);
    String parsed = "from_json(" + expression + ", " + Sql.text(structure) + ")";
    return array ? "unnest(" + parsed + ", recursive := true)" : "unnest(" + parsed + ")";
  }

  /** Makes the table of rows that passed the rules so far, or failed one and say which. */
  String createRuled(String rows) {
    return "create temp table " + RULED + " as " + ruled(rows);
  }

  /** Adds to the table instead: a statement that is planned once. */
  String insertRuled(String rows) {
    return "insert into " + RULED + " " + ruled(rows);
  }

  private String ruled(String rows) {
    String sql = "select *, null::varchar as " + REASON + " from (" + rows + ")";
    for (Rule rule : source.rules()) {
      sql = "select * replace (" + replaced(rule) + ") from (" + sql + ")";
    }
    return sql;
  }

  private String replaced(Rule rule) {
    // Only rows still standing are computed on: a later rule may rely on an earlier one.
    if (rule.require() != null) {
      return "case when "
          + REASON
          + " is not null then "
          + REASON
          + " when (\n"
          + rule.require()
          + "\n) then null else "
          + Sql.text(rule.name())
          + " end as "
          + REASON;
    }
    String column = Sql.name(String.valueOf(rule.set()));
    ColumnType type = source.requireType(rule.set());
    return "case when "
        + REASON
        + " is not null then "
        + column
        + " else (\n"
        + rule.to()
        + "\n)::"
        + type.sql()
        + " end as "
        + column;
  }

  /** The source's table as declared SQL sees it. */
  String createSource() {
    return "create temp view "
        + Sql.name(source.name())
        + " as select "
        + source.columns().keySet().stream().map(Sql::name).collect(Collectors.joining(", "))
        + " from "
        + RULED
        + " where "
        + REASON
        + " is null";
  }

  String key() {
    return Sql.name(source.entity()) + "::varchar";
  }

  String time() {
    return Sql.name(source.eventTime()) + "::timestamp";
  }

  String rejected() {
    return "select "
        + key()
        + ", epoch_us("
        + time()
        + "), "
        + REASON
        + " from "
        + RULED
        + " where "
        + REASON
        + " is not null";
  }

  /** Key, event time in microseconds, features. */
  String online(ViewSpec view) {
    return "select "
        + key()
        + ", epoch_us("
        + time()
        + ")"
        + features(view, "")
        + " from (\n"
        + view.sql()
        + "\n)";
  }

  /** Key, event time, features, and the source's other dates, in an order that does not vary. */
  String offline(ViewSpec view) {
    String entity = Sql.name(source.entity());
    String at = Sql.name(source.eventTime());
    String times =
        source.times().stream()
            .map(c -> ", s." + Sql.name(c) + "::timestamp as " + Sql.name(hidden(c)))
            .collect(Collectors.joining());
    return "select v."
        + entity
        + "::varchar as key, v."
        + at
        + "::timestamp as event_time"
        + features(view, "v.")
        + times
        + " from (\n"
        + view.sql()
        + "\n) v"
        + (times.isEmpty()
            ? ""
            : " join "
                + Sql.name(source.name())
                + " s on v."
                + entity
                + " = s."
                + entity
                + " and v."
                + at
                + " = s."
                + at)
        + " order by event_time, key";
  }

  /** The offline column that carries a date of the source. */
  public static String hidden(String column) {
    return "__" + column;
  }

  private static String features(ViewSpec view, String prefix) {
    return view.features().stream()
        .map(f -> ", " + feature(f, prefix + Sql.name(f.name())) + " as " + Sql.name(f.name()))
        .collect(Collectors.joining());
  }

  private static String feature(Feature feature, String column) {
    return feature.holdsNumbers()
        ? "case when isfinite(" + column + "::double) then " + column + "::double end"
        : column + "::varchar";
  }
}
