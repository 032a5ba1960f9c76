package dev.loopline.features.internal;

import dev.loopline.features.FeatureError;
import dev.loopline.features.TrainingTable;
import dev.loopline.features.TrainingTable.NumberColumn;
import dev.loopline.features.TrainingTable.TextColumn;
import dev.loopline.features.internal.engine.Sql;
import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads a training set's Parquet file into columns. Texts come as codes: DuckDB hands over a text a
 * call, which for some hundred thousand rows costs more than the rest of the reading together.
 */
public final class ParquetTable {
  private static final Set<String> OURS = Set.of("key", "event_time", "ripe_at", "label");

  private ParquetTable() {}

  public static TrainingTable read(Path file) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create temp view t as select * from read_parquet(" + Sql.text(file.toString()) + ")");
      return read(statement);
    } catch (SQLException e) {
      throw new LooplineException(
          FeatureError.SOURCE_FILE_INVALID,
          file.getFileName() + " is no training set: " + e.getMessage(),
          e);
    }
  }

  public static void writeExample(Path file, int rows) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          copy (
            select 'k' || i as key, timestamp '2016-01-01' + to_hours(i) as event_time,
              timestamp '2016-02-01' + to_hours((i * 7919) %% 5000) as ripe_at,
              (i * 37 %% 101)::double as n,
              case when i %% 11 = 0 then null else chr(97 + (i * 13 %% 5)::integer) end as t,
              ((i * 37 %% 101) > 50 or i %% 17 = 0)::integer as label
            from range(%d) r(i))
          to %s (format parquet)
          """
              .formatted(rows, Sql.text(file.toString())));
    } catch (SQLException e) {
      throw new LooplineException(
          FeatureError.SOURCE_FILE_INVALID, "The example cannot be written: " + e.getMessage(), e);
    }
  }

  private static TrainingTable read(Statement statement) throws SQLException {
    int rows = count(statement);
    List<NumberColumn> numbers = new ArrayList<>();
    List<TextColumn> texts = new ArrayList<>();
    List<Object> filled = new ArrayList<>();
    StringBuilder select =
        new StringBuilder("select key, epoch_ms(event_time), epoch_ms(ripe_at), label");
    for (Column column : columns(statement)) {
      String name = Sql.name(column.name());
      if (column.isText()) {
        String type = Sql.name("categories_of_" + texts.size());
        statement.execute(
            "create type %s as enum (select distinct %s from t where %s is not null order by %s)"
                .formatted(type, name, name, name));
        TextColumn text = new TextColumn(column.name(), categories(statement, type), new int[rows]);
        texts.add(text);
        filled.add(text.codes());
        select.append(", enum_code(").append(name).append("::").append(type).append(")::integer");
      } else {
        NumberColumn number = new NumberColumn(column.name(), new double[rows]);
        numbers.add(number);
        filled.add(number.values());
        select.append(", ").append(name).append("::double");
      }
    }
    TrainingTable unsorted;
    try (ResultSet result = statement.executeQuery(select + " from t")) {
      unsorted = fill(result, rows, filled, numbers, texts);
    }
    return sorted(unsorted);
  }

  /** A column of the file beside key, times and label. */
  private record Column(String name, boolean isText) {}

  private static List<Column> columns(Statement statement) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (ResultSet described = statement.executeQuery("describe t")) {
      while (described.next()) {
        if (!OURS.contains(described.getString(1))) {
          columns.add(new Column(described.getString(1), described.getString(2).equals("VARCHAR")));
        }
      }
    }
    return columns;
  }

  private static int count(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("select count(*) from t")) {
      result.next();
      return result.getInt(1);
    }
  }

  private static List<String> categories(Statement statement, String type) throws SQLException {
    List<String> categories = new ArrayList<>();
    try (ResultSet result =
        statement.executeQuery("select unnest(enum_range(null::" + type + "))::varchar")) {
      while (result.next()) {
        categories.add(result.getString(1));
      }
    }
    return categories;
  }

  private static TrainingTable fill(
      ResultSet result,
      int rows,
      List<Object> filled,
      List<NumberColumn> numbers,
      List<TextColumn> texts)
      throws SQLException {
    String[] keys = new String[rows];
    long[] times = new long[rows];
    long[] ripe = new long[rows];
    int[] labels = new int[rows];
    for (int row = 0; result.next(); row++) {
      keys[row] = result.getString(1);
      times[row] = result.getLong(2);
      ripe[row] = result.getLong(3);
      labels[row] = result.getInt(4);
      for (int c = 0; c < filled.size(); c++) {
        if (filled.get(c) instanceof double[] values) {
          double value = result.getDouble(c + 5);
          values[row] = result.wasNull() ? Double.NaN : value;
        } else if (filled.get(c) instanceof int[] codes) {
          int code = result.getInt(c + 5);
          codes[row] = result.wasNull() ? TextColumn.MISSING : code;
        }
      }
    }
    return new TrainingTable(keys, times, ripe, labels, numbers, texts);
  }

  /** Here, because DuckDB takes five times as long for it. */
  private static TrainingTable sorted(TrainingTable table) {
    int[] order =
        IntStream.range(0, table.rows())
            .boxed()
            .sorted(
                Comparator.comparingLong((Integer row) -> table.ripe()[row])
                    .thenComparingLong(row -> table.times()[row])
                    .thenComparing(row -> table.keys()[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new TrainingTable(
        Arrays.stream(order).mapToObj(row -> table.keys()[row]).toArray(String[]::new),
        pick(table.times(), order),
        pick(table.ripe(), order),
        pick(table.labels(), order),
        table.numbers().stream()
            .map(c -> new NumberColumn(c.name(), pick(c.values(), order)))
            .toList(),
        table.texts().stream()
            .map(c -> new TextColumn(c.name(), c.categories(), pick(c.codes(), order)))
            .toList());
  }

  private static double[] pick(double[] values, int[] order) {
    return Arrays.stream(order).mapToDouble(row -> values[row]).toArray();
  }

  private static long[] pick(long[] values, int[] order) {
    return Arrays.stream(order).mapToLong(row -> values[row]).toArray();
  }

  private static int[] pick(int[] values, int[] order) {
    return Arrays.stream(order).map(row -> values[row]).toArray();
  }
}
