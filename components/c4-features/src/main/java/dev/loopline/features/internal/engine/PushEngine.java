package dev.loopline.features.internal.engine;

import dev.loopline.features.internal.rows.RawRow;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Applies a source's rules and views to pushed rows: one shut-off DuckDB with prepared statements,
 * for one thread at a time.
 */
public final class PushEngine implements AutoCloseable {
  private final SourceSpec source;
  private final Connection connection;
  private final PreparedStatement clear;
  private final PreparedStatement load;
  private final PreparedStatement rejected;
  private final List<ViewQuery> views = new ArrayList<>();

  private PushEngine(SourceSpec source, Connection connection, SourceSql sql) throws SQLException {
    this.source = source;
    this.connection = connection;
    // Nothing is created from here on, so that no statement has to be planned again.
    this.clear = connection.prepareStatement("delete from " + SourceSql.RULED);
    this.load =
        connection.prepareStatement(sql.insertRuled("select " + sql.typed("?::varchar", true)));
    this.rejected = connection.prepareStatement(sql.rejected());
  }

  public static PushEngine open(SourceSpec source, List<ViewSpec> views) {
    SourceSql sql = new SourceSql(source);
    try {
      Connection connection = Duck.open(1, "256MB");
      Duck.lock(connection);
      Duck.execute(
          connection, sql.createRuled("select " + sql.typed("'[]'", true)), sql.createSource());
      PushEngine engine = new PushEngine(source, connection, sql);
      for (ViewSpec view : views) {
        engine.views.add(new ViewQuery(connection, sql, view));
      }
      return engine;
    } catch (SQLException e) {
      throw ViewQuery.failed("the source '" + source.name() + "'", e);
    }
  }

  /** Takes rows in, in place of those before; gives what the rules refuse. */
  public List<Rejection> load(List<RawRow> rows) {
    try {
      clear.execute();
      load.setString(1, rows.stream().map(RawRow::json).collect(Collectors.joining(",", "[", "]")));
      load.execute();
      List<Rejection> refused = new ArrayList<>();
      if (source.rules().stream().anyMatch(r -> r.require() != null)) {
        try (ResultSet found = rejected.executeQuery()) {
          while (found.next()) {
            refused.add(new Rejection(found.getString(1), found.getLong(2), found.getString(3)));
          }
        }
      }
      return refused;
    } catch (SQLException e) {
      throw ViewQuery.failed("the rules of '" + source.name() + "'", e);
    }
  }

  /** What each view makes of the rows that were not refused. */
  public void compute(BiConsumer<ViewSpec, ComputedRow> sink) {
    views.forEach(query -> query.forEach(row -> sink.accept(query.view(), row)));
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
