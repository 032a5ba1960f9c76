package dev.loopline.features.internal;

import dev.loopline.features.FeatureError;
import dev.loopline.features.TrainingTable;
import dev.loopline.features.TrainingTable.NumberColumn;
import dev.loopline.features.TrainingTable.TextColumn;
import dev.loopline.kernel.error.LooplineException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a training set's Parquet file into columns. */
public final class ParquetTable {
  private static final Set<String> OURS = Set.of("key", "event_time", "ripe_at", "label");

  private ParquetTable() {}

  public static TrainingTable read(Path file) {
    String from = "from read_parquet('" + file.toString().replace("'", "''") + "')";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      int rows = count(statement, from);
      try (ResultSet result =
          statement.executeQuery(
              "select key, epoch_ms(event_time) as event_time, epoch_ms(ripe_at) as ripe_at, label, *"
                  + " exclude (key, event_time, ripe_at, label) "
                  + from
                  + " order by ripe_at, event_time, key")) {
        return fill(result, rows);
      }
    } catch (SQLException e) {
      throw new LooplineException(
          FeatureError.SOURCE_FILE_INVALID,
          file.getFileName() + " is no training set: " + e.getMessage(),
          e);
    }
  }

  private static int count(Statement statement, String from) throws SQLException {
    try (ResultSet result = statement.executeQuery("select count(*) " + from)) {
      result.next();
      return result.getInt(1);
    }
  }

  private static TrainingTable fill(ResultSet result, int rows) throws SQLException {
    String[] keys = new String[rows];
    long[] times = new long[rows];
    long[] ripe = new long[rows];
    int[] labels = new int[rows];
    List<NumberColumn> numbers = new ArrayList<>();
    List<TextColumn> texts = new ArrayList<>();
    ResultSetMetaData meta = result.getMetaData();
    Object[] columns = new Object[meta.getColumnCount()];
    for (int c = 0; c < columns.length; c++) {
      String name = meta.getColumnName(c + 1);
      if (OURS.contains(name)) {
        continue;
      }
      if (meta.getColumnType(c + 1) == Types.VARCHAR) {
        TextColumn column = new TextColumn(name, new String[rows]);
        texts.add(column);
        columns[c] = column.values();
      } else {
        NumberColumn column = new NumberColumn(name, new double[rows]);
        numbers.add(column);
        columns[c] = column.values();
      }
    }
    for (int row = 0; result.next(); row++) {
      keys[row] = result.getString(1);
      times[row] = result.getLong(2);
      ripe[row] = result.getLong(3);
      labels[row] = result.getInt(4);
      for (int c = 4; c < columns.length; c++) {
        if (columns[c] instanceof double[] values) {
          double value = result.getDouble(c + 1);
          values[row] = result.wasNull() ? Double.NaN : value;
        } else if (columns[c] instanceof String[] values) {
          values[row] = result.getString(c + 1);
        }
      }
    }
    return new TrainingTable(keys, times, ripe, labels, numbers, texts);
  }
}
