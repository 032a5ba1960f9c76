package dev.loopline.features.internal;

import dev.loopline.features.FeatureError;
import dev.loopline.features.internal.engine.CsvFormat;
import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file as table {@code raw} of a DuckDB of its own, in memory with a limit. Once the file is
 * in, the engine can reach no file, no network and no extension: expressions from outside then see
 * nothing but this table.
 */
final class CsvTable implements AutoCloseable {
  private final Connection connection;
  private final Map<String, String> columns;

  private CsvTable(Connection connection, Map<String, String> columns) {
    this.connection = connection;
    this.columns = columns;
  }

  /** Reads all of a file; a row that does not fit is refused with its line. */
  static CsvTable read(Path file, String name, Path spill) {
    Connection connection = null;
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      try (Statement statement = connection.createStatement()) {
        statement.execute("set memory_limit = '1GB'");
        statement.execute("set threads = 2");
        statement.execute("set preserve_insertion_order = true");
        statement.execute("set temp_directory = '" + quoted(spill.toString()) + "'");
        statement.execute("set autoinstall_known_extensions = false");
        statement.execute("create table raw as select * from " + CsvFormat.scan(file, name, false));
        statement.execute("set enable_external_access = false");
        statement.execute("set lock_configuration = true");
      }
      return new CsvTable(connection, describe(connection));
    } catch (SQLException e) {
      closeQuietly(connection);
      throw new LooplineException(
          FeatureError.SOURCE_FILE_INVALID, name + " cannot be read as CSV: " + firstLines(e), e);
    }
  }

  private static Map<String, String> describe(Connection connection) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("describe raw")) {
      while (rows.next()) {
        columns.put(rows.getString(1), rows.getString(2));
      }
    }
    return columns;
  }

  /** DuckDB's type of each column, in the file's order. */
  Map<String, String> columns() {
    return columns;
  }

  void requireColumn(String name) {
    if (!columns.containsKey(name)) {
      throw new LooplineException(
          FeatureError.COLUMN_NOT_FOUND,
          "There is no column '" + name + "'. The file has " + columns.keySet() + ".");
    }
  }

  /** One row's values of a query that is ours but for quoted names. */
  List<Object> row(String sql) {
    return rows(sql).getFirst();
  }

  List<List<Object>> rows(String sql) {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      int width = rows.getMetaData().getColumnCount();
      List<List<Object>> all = new ArrayList<>();
      while (rows.next()) {
        List<Object> row = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
          row.add(rows.getObject(i));
        }
        all.add(row);
      }
      return all;
    } catch (SQLException e) {
      throw new LooplineException(
          FeatureError.EXPRESSION_INVALID, "The analysis failed: " + firstLines(e), e);
    }
  }

  /** Adds the event time as a column, from an expression of the user's. */
  void addEventTime(String expression) {
    try (Statement statement = connection.createStatement()) {
      // Parsed as one scalar first: a statement hidden in it does not get past this.
      try (PreparedStatement probe =
          connection.prepareStatement(
              "select (" + expression + "\n)::timestamp from raw limit 0")) {
        probe.executeQuery().close();
      }
      statement.execute("alter table raw add column __event_time timestamp");
      statement.execute("update raw set __event_time = (" + expression + "\n)::timestamp");
    } catch (SQLException e) {
      throw new LooplineException(
          FeatureError.EXPRESSION_INVALID,
          "The event time '" + expression + "' cannot be computed: " + firstLines(e),
          e);
    }
  }

  /** A column's name as SQL. */
  static String name(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }

  private static String quoted(String text) {
    return text.replace("'", "''");
  }

  private static String firstLines(Exception e) {
    String clean =
        String.valueOf(e.getMessage())
            .replaceAll("(?s)\\s+LINE \\d+:.*", "")
            .replaceAll("/\\S*artifacts\\S*", "the file")
            .replaceAll("\\s+", " ");
    return clean.length() > 400 ? clean.substring(0, 400) + "…" : clean;
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // The error that led here is the one to tell.
    }
  }

  @Override
  public void close() {
    closeQuietly(connection);
  }
}
