package dev.loopline.features.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.features.FeatureError;
import dev.loopline.features.internal.spec.ColumnType;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An uploaded CSV file read as rows of a source, in the file's order, some at a time. Declared
 * expressions run in an engine that reaches this file and nothing else.
 */
public final class SourceFile implements AutoCloseable {
  /** The file's name in SQL. */
  static final String TABLE = "file";

  private final SourceSpec source;
  private final Connection connection;
  private final Statement statement;
  private final ResultSet rows;

  private SourceFile(
      SourceSpec source, Connection connection, Statement statement, ResultSet rows) {
    this.source = source;
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
  }

  /**
   * @param name as it was uploaded: says whether it is compressed
   * @param after the ordinal after which to begin, 0 for all rows
   */
  public static SourceFile open(SourceSpec source, Path path, String name, long after) {
    try {
      Connection connection = Duck.stream();
      try {
        Duck.execute(connection, "set allowed_paths = [" + Sql.text(path.toString()) + "]");
        Duck.lock(connection);
        Statement statement = connection.createStatement();
        return new SourceFile(
            source, connection, statement, statement.executeQuery(sql(source, path, name, after)));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failed(source, e);
    }
  }

  private static String sql(SourceSpec source, Path path, String name, long after) {
    String columns =
        source.columns().keySet().stream()
            .map(
                c ->
                    "("
                        + source.file().getOrDefault(c, Sql.name(c))
                        + "\n)::varchar as "
                        + Sql.name(c))
            .collect(Collectors.joining(", "));
    return "select "
        + columns
        + " from (select *, row_number() over () as ordinal from "
        + CsvFormat.scan(path, name, true)
        + ") as "
        + TABLE
        + " where ordinal > "
        + after;
  }

  /** The next rows, at most so many; none at the end. */
  public List<JsonNode> next(int limit) {
    List<JsonNode> batch = new ArrayList<>();
    try {
      while (batch.size() < limit && rows.next()) {
        ObjectNode row = Json.object();
        int at = 1;
        for (Map.Entry<String, ColumnType> column : source.columns().entrySet()) {
          String text = rows.getString(at++);
          if (text != null) {
            row.set(column.getKey(), value(column.getValue(), text));
          }
        }
        batch.add(row);
      }
      return batch;
    } catch (SQLException e) {
      throw failed(source, e);
    }
  }

  /** What is no value of its type stays a text, so that the row is rejected with it. */
  private static JsonNode value(ColumnType type, String text) {
    return switch (type) {
      case STRING, DATE, TIMESTAMP -> TextNode.valueOf(text);
      case INTEGER, NUMBER -> number(text);
      case BOOLEAN ->
          switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "1" -> BooleanNode.TRUE;
            case "false", "0" -> BooleanNode.FALSE;
            default -> TextNode.valueOf(text);
          };
    };
  }

  private static JsonNode number(String text) {
    try {
      return LongNode.valueOf(Long.parseLong(text));
    } catch (NumberFormatException e) {
      try {
        double value = Double.parseDouble(text);
        return Double.isFinite(value) ? DoubleNode.valueOf(value) : TextNode.valueOf(text);
      } catch (NumberFormatException notEither) {
        return TextNode.valueOf(text);
      }
    }
  }

  private static LooplineException failed(SourceSpec source, SQLException e) {
    return new LooplineException(
        FeatureError.EXPRESSION_INVALID,
        "The file does not fill the source '"
            + source.name()
            + "': "
            + Sql.message(e)
            + " Say under file: what its columns are made of (try(…) gives NULL instead of an"
            + " error).",
        e);
  }

  @Override
  public void close() {
    try {
      rows.close();
      statement.close();
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
