package dev.loopline.features.internal.engine;

import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/**
 * Computes views over many rows at once: a DuckDB that takes a file of JSON lines in, is then shut
 * off, and only then sees declared SQL. Opened for one piece of work.
 */
public final class BulkEngine implements AutoCloseable {
  private final Connection connection;
  private final SourceSql sql;

  private BulkEngine(Connection connection, SourceSql sql) {
    this.connection = connection;
    this.sql = sql;
  }

  /**
   * @param out an empty folder, the only one that can be written to
   */
  public static BulkEngine open(SourceSpec source, Path lines, Path out) {
    SourceSql sql = new SourceSql(source);
    try {
      Connection connection = Duck.open(2, "1GB");
      Duck.execute(
          connection,
          "set temp_directory = " + Sql.text(out.resolveSibling("spill").toString()),
          "create temp table \"__pushed\" as select "
              + sql.typed("json", false)
              + " from read_ndjson_objects("
              + Sql.text(lines.toString())
              + ")");
      Duck.lockInto(connection, out.toString());
      Duck.execute(
          connection,
          sql.createRuled("select * from \"__pushed\""),
          "drop table \"__pushed\"",
          sql.createSource());
      return new BulkEngine(connection, sql);
    } catch (SQLException e) {
      throw ViewQuery.failed("the rules of '" + source.name() + "'", e);
    }
  }

  public void compute(ViewSpec view, Consumer<ComputedRow> sink) {
    try (ViewQuery query = new ViewQuery(connection, sql, view)) {
      query.forEach(sink);
    } catch (SQLException e) {
      throw ViewQuery.failed("the view '" + view.name() + "'", e);
    }
  }

  /** Writes a view's rows as Parquet, and says how many. */
  public long write(ViewSpec view, Path parquet) {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(
          "copy ("
              + sql.offline(view)
              + ") to "
              + Sql.text(parquet.toString())
              + " (format parquet, compression zstd)");
    } catch (SQLException e) {
      throw ViewQuery.failed("the view '" + view.name() + "'", e);
    }
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
