package dev.loopline.features.internal.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.Feature;
import dev.loopline.features.internal.spec.Rule;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.kernel.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parses and types declared SQL against a source's declared columns, and runs it once over a row in
 * which every column is missing.
 */
public final class SqlCheck implements AutoCloseable {
  private static final Set<String> TAKEN = Set.of("key", "event_time", "ripe_at", "label");
  private static final Pattern POSITION =
      Pattern.compile("^(Parser|Binder|Catalog|Conversion) Error: ");

  private final Connection connection;
  private final SourceSpec source;
  private final PerRow perRow;
  private final PerRow perFileRow;

  private SqlCheck(Connection connection, SourceSpec source, PerRow perRow, PerRow perFileRow) {
    this.connection = connection;
    this.source = source;
    this.perRow = perRow;
    this.perFileRow = perFileRow;
  }

  /** What a view computes, or what is wrong with it. */
  public record Typed(List<Feature> features, List<SqlFault> faults) {
    public Typed {
      features = List.copyOf(features);
      faults = List.copyOf(faults);
    }
  }

  /**
   * @param source whose rules are not looked at here: they may be wrong
   */
  public static SqlCheck open(SourceSpec source) {
    try {
      Connection connection = Duck.open(1, "256MB");
      Duck.lock(connection);
      SourceSpec bare =
          new SourceSpec(
              source.name(),
              source.entity(),
              source.eventTime(),
              source.columns(),
              List.of(),
              Map.of());
      SourceSql sql = new SourceSql(bare);
      Duck.execute(
          connection, sql.createRuled("select " + sql.typed("'[{}]'", true)), sql.createSource());
      Set<String> refused = refusedFunctions(connection);
      return new SqlCheck(
          connection,
          source,
          new PerRow(source.name(), source.columns().keySet(), refused),
          new PerRow(SourceFile.TABLE, Set.of(), refused));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot open DuckDB for " + source.name(), e);
    }
  }

  /** What is wrong with a rule's expression. */
  public Optional<SqlFault> check(Rule rule) {
    boolean requires = rule.require() != null;
    String text = String.valueOf(requires ? rule.require() : rule.to());
    String head = "select (\n";
    String select = head + text + "\n) as x from " + Sql.name(source.name());
    JsonNode parsed = parse(select);
    Optional<SqlFault> fault = perRow.find(parsed);
    if (fault.isEmpty() && !isOneExpression(parsed)) {
      fault = Optional.of(new SqlFault(-1, "one expression is expected"));
    }
    if (fault.isEmpty()) {
      String type = requires ? "BOOLEAN" : source.requireType(rule.set()).sql();
      fault = describe("select x::" + type + " as x from (" + select + ")", null);
    }
    return fault.map(
        f -> new SqlFault(f.offset() < 0 ? -1 : f.offset() - head.length(), f.message()));
  }

  /** What is wrong with an expression over a file, whose columns are not known yet. */
  public Optional<SqlFault> checkFile(String expression) {
    String head = "select (\n";
    JsonNode parsed = parse(head + expression + "\n) as x from " + SourceFile.TABLE);
    Optional<SqlFault> fault = perFileRow.find(parsed);
    if (fault.isEmpty() && !isOneExpression(parsed)) {
      fault = Optional.of(new SqlFault(-1, "one expression is expected"));
    }
    return fault.map(
        f -> new SqlFault(f.offset() < 0 ? -1 : f.offset() - head.length(), f.message()));
  }

  /** An expression that closes our bracket and goes on would show here. */
  private static boolean isOneExpression(JsonNode parsed) {
    JsonNode node = parsed.at("/statements/0/node");
    return node.path("select_list").size() == 1 && node.path("where_clause").isNull();
  }

  /** What a view's select gives beside entity and event time. */
  public Typed check(String sql) {
    JsonNode parsed = parse(sql);
    Optional<SqlFault> fault = perRow.find(parsed);
    List<String[]> columns = new ArrayList<>();
    if (fault.isEmpty()) {
      // As it runs: two statements in one text do not get past this.
      fault = describe("select * from (\n" + sql + "\n)", columns);
    }
    if (fault.isPresent()) {
      return new Typed(List.of(), List.of(fault.get()));
    }
    List<SqlFault> faults = new ArrayList<>();
    for (String kept : List.of(source.entity(), source.eventTime())) {
      if (!PerRow.keeps(parsed, kept)) {
        faults.add(new SqlFault(-1, "it must keep the column '" + kept + "' as it is: select it"));
      }
    }
    List<Feature> features = features(columns, faults);
    if (features.isEmpty() && faults.isEmpty()) {
      faults.add(new SqlFault(-1, "it has no feature; select one beside entity and event time"));
    }
    return new Typed(features, faults);
  }

  private List<Feature> features(List<String[]> columns, List<SqlFault> faults) {
    List<Feature> features = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String[] column : columns) {
      String name = column[0];
      String lower = name.toLowerCase(Locale.ROOT);
      if (name.equalsIgnoreCase(source.entity()) || name.equalsIgnoreCase(source.eventTime())) {
        continue;
      }
      Optional<String> type = type(column[1]);
      if (type.isEmpty()) {
        faults.add(
            new SqlFault(
                -1,
                "the feature '" + name + "' is a " + column[1] + "; make it a number or a string"));
      } else if (TAKEN.contains(lower) || lower.startsWith("__") || !seen.add(lower)) {
        faults.add(new SqlFault(-1, "the name '" + name + "' is taken; choose another with AS"));
      } else {
        features.add(new Feature(name, type.get()));
      }
    }
    return features;
  }

  private static Optional<String> type(String duck) {
    return switch (duck.replaceAll("\\(.*", "")) {
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT" ->
          Optional.of(Feature.NUMBER);
      case "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL" ->
          Optional.of(Feature.NUMBER);
      case "VARCHAR", "BOOLEAN" -> Optional.of(Feature.STRING);
      default -> Optional.empty();
    };
  }

  private Optional<SqlFault> describe(
      String sql, @org.jspecify.annotations.Nullable List<String[]> columns) {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("describe " + sql)) {
        while (rows.next() && columns != null) {
          columns.add(new String[] {rows.getString(1), rows.getString(2)});
        }
      }
      statement.executeQuery(sql).close();
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(new SqlFault(-1, POSITION.matcher(Sql.message(e)).replaceFirst("")));
    }
  }

  private JsonNode parse(String sql) {
    try (PreparedStatement statement =
        connection.prepareStatement("select json_serialize_sql(?::varchar)")) {
      statement.setString(1, sql);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return Json.lenient().readTree(rows.getString(1));
      }
    } catch (JsonProcessingException e) {
      return Json.object().put("error", true).put("error_message", "it is nested too deep");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot parse " + sql, e);
    }
  }

  /** What DuckDB has beyond what is {@link Deterministic}: names that it lacks it tells itself. */
  private static Set<String> refusedFunctions(Connection connection) throws SQLException {
    Set<String> refused = new HashSet<>(Set.of("unnest"));
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select distinct lower(function_name) from duckdb_functions()")) {
      while (rows.next()) {
        refused.add(rows.getString(1));
      }
    }
    refused.removeAll(Deterministic.FUNCTIONS);
    return refused;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
