package dev.loopline.features.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds DuckDB's syntax tree of a statement against the rule of this version: one select from the
 * source's table, each row on its own, the same values at each call. Otherwise the values would
 * depend on which rows happen to be computed together, and the two stores would differ. Pure.
 */
final class PerRow {
  private static final Map<String, String> CLASSES =
      Map.of(
          "WINDOW", "a window function",
          "SUBQUERY", "a subquery",
          "PARAMETER", "a parameter");
  private static final Map<String, String> CLAUSES =
      Map.of(
          "having", "HAVING",
          "qualify", "QUALIFY",
          "sample", "SAMPLE");
  private static final Set<String> MOMENT_TEXTS = Set.of("now", "today", "tomorrow", "yesterday");
  private static final Set<String> MOMENTS =
      Set.of("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");

  private final String table;
  private final Set<String> columns;
  private final Set<String> refused;

  /**
   * @param refused functions that are there but not {@link Deterministic}, in lower case
   */
  PerRow(String table, Set<String> columns, Set<String> refused) {
    this.table = table;
    this.columns = new HashSet<>();
    columns.forEach(c -> this.columns.add(c.toLowerCase(Locale.ROOT)));
    this.refused = refused;
  }

  /** The first fault of a parsed statement, where there is one. */
  Optional<SqlFault> find(JsonNode parsed) {
    if (parsed.path("error").asBoolean()) {
      String message = parsed.path("error_message").asText();
      return message.startsWith("Only SELECT")
          ? fault(-1, "one SELECT is expected, and nothing else")
          : fault(parsed.path("position").asInt(-1), message);
    }
    JsonNode statements = parsed.path("statements");
    if (statements.size() != 1) {
      return fault(-1, "one SELECT is expected, not " + statements.size() + " statements");
    }
    JsonNode select = statements.get(0).path("node");
    if (!select.path("type").asText().equals("SELECT_NODE")
        || !select.path("cte_map").path("map").isEmpty()) {
      return fault(-1, "one plain SELECT is expected, without WITH and UNION");
    }
    return from(select.path("from_table"))
        .or(() -> clauses(select))
        .or(() -> walk(select.path("select_list")))
        .or(() -> walk(select.path("where_clause")));
  }

  private Optional<SqlFault> from(JsonNode from) {
    boolean source =
        from.path("type").asText().equals("BASE_TABLE")
            && from.path("table_name").asText().equalsIgnoreCase(table)
            && from.path("schema_name").asText().isEmpty()
            && from.path("catalog_name").asText().isEmpty();
    if (!source) {
      return fault(
          location(from), "it reads something else than '" + table + "'; select from that alone");
    }
    if (!from.path("column_name_alias").isEmpty()) {
      return fault(
          location(from), "'" + table + "' is read under its columns' own names; rename with AS");
    }
    if (!from.path("at_clause").isNull()) {
      return perRow(location(from), "AT");
    }
    return from.path("sample").isNull() ? Optional.empty() : perRow(location(from), "TABLESAMPLE");
  }

  private static Optional<SqlFault> clauses(JsonNode select) {
    for (Map.Entry<String, String> clause : CLAUSES.entrySet()) {
      if (!select.path(clause.getKey()).isNull()) {
        return perRow(location(select.path(clause.getKey())), clause.getValue());
      }
    }
    if (!select.path("group_expressions").isEmpty()
        || !select.path("aggregate_handling").asText().equals("STANDARD_HANDLING")) {
      return perRow(location(select.path("group_expressions").path(0)), "GROUP BY");
    }
    return select.path("modifiers").isEmpty()
        ? Optional.empty()
        : perRow(-1, "DISTINCT, ORDER BY or LIMIT");
  }

  private Optional<SqlFault> walk(JsonNode node) {
    if (node.isObject()) {
      Optional<SqlFault> own = expression(node);
      if (own.isPresent()) {
        return own;
      }
    }
    for (JsonNode child : node) {
      Optional<SqlFault> found = walk(child);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<SqlFault> expression(JsonNode node) {
    String kind = node.path("class").asText();
    if (CLASSES.containsKey(kind)) {
      return perRow(location(node), CLASSES.get(kind));
    }
    String function = node.path("function_name").asText().toLowerCase(Locale.ROOT);
    if (kind.equals("FUNCTION")) {
      int fewest = Deterministic.FEWEST_ARGUMENTS.getOrDefault(function, 0);
      if (refused.contains(function) || node.path("arguments").size() < fewest) {
        return perRow(location(node), function + "()");
      }
    }
    if (kind.equals("CAST") && isMoment(node.path("child"))) {
      return perRow(location(node), node.at("/child/literal/text").toString());
    }
    if (kind.equals("COLUMN_REF")) {
      String name = node.path("column_names").path(0).asText().toLowerCase(Locale.ROOT);
      if (MOMENTS.contains(name) && !columns.contains(name)) {
        return perRow(location(node), name);
      }
    }
    return Optional.empty();
  }

  private static boolean isMoment(JsonNode child) {
    return MOMENT_TEXTS.contains(
        child.at("/literal/text").asText().strip().toLowerCase(Locale.ROOT));
  }

  private static Optional<SqlFault> perRow(int offset, String what) {
    return fault(
        offset,
        what
            + " cannot stand here: views and rules compute each row on its own, to the same value at"
            + " each call");
  }

  private static Optional<SqlFault> fault(int offset, String message) {
    return Optional.of(new SqlFault(offset, message));
  }

  private static int location(JsonNode node) {
    JsonNode location = node.path("query_location");
    return location.canConvertToInt() ? location.asInt() : -1;
  }

  /** Whether the select list keeps this column as it is, by name or by {@code *}. */
  static boolean keeps(JsonNode parsed, String column) {
    boolean kept = false;
    for (JsonNode item : parsed.at("/statements/0/node/select_list")) {
      String kind = item.path("class").asText();
      if (kind.equals("STAR")) {
        kept |= keeps(item, List.of("exclude_list", "replace_list", "rename_list"), column);
      } else if (kind.equals("COLUMN_REF")) {
        JsonNode names = item.path("column_names");
        String alias = item.path("alias").asText();
        kept |=
            names.path(names.size() - 1).asText().equalsIgnoreCase(column)
                && (alias.isEmpty() || alias.equalsIgnoreCase(column));
      }
    }
    return kept;
  }

  private static boolean keeps(JsonNode star, List<String> changes, String column) {
    // A plain name in any list of changes: it may only be another column's, but then say so by
    // name.
    return changes.stream()
        .noneMatch(
            c ->
                star.path(c)
                    .toString()
                    .toLowerCase(Locale.ROOT)
                    .contains('"' + column.toLowerCase(Locale.ROOT) + '"'));
  }
}
