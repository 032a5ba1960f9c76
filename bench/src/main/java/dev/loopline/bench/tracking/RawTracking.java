package dev.loopline.bench.tracking;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The floor: the same rows, by hand, in bare SQLite at the same durability. */
final class RawTracking implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement point;
  private final PreparedStatement latest;
  private final PreparedStatement small;

  RawTracking(Path folder) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("raw.db"));
    try (Statement s = connection.createStatement()) {
      s.execute("pragma journal_mode = wal");
      s.execute("pragma synchronous = full");
      s.execute("pragma wal_autocheckpoint = 4000");
      s.execute(
          "create table point (run_no bigint, key_no bigint, step bigint, at bigint, value real,"
              + " is_nan integer, primary key (run_no, key_no, step, at, value, is_nan))"
              + " without rowid");
      s.execute(
          "create table latest (run_no bigint, key_no bigint, experiment_id bigint,"
              + " started_at bigint, step bigint, at bigint, value real, is_nan integer,"
              + " primary key (run_no, key_no)) without rowid");
      s.execute(
          "create index latest_by_value on latest"
              + " (experiment_id, key_no, is_nan, value desc, started_at desc, run_no)");
      s.execute("create table small (id integer primary key, value text)");
    }
    connection.setAutoCommit(false);
    point =
        connection.prepareStatement(
            "insert into point values (?, ?, ?, ?, ?, ?) on conflict do nothing");
    latest =
        connection.prepareStatement(
            "insert into latest values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (run_no, key_no)"
                + " do update set step = excluded.step, at = excluded.at, value = excluded.value,"
                + " is_nan = excluded.is_nan where excluded.step > latest.step");
    small = connection.prepareStatement("insert into small (value) values (?)");
  }

  /** A batch of points over a few keys, and the newest of each. */
  void batch(long step, int keys, int steps) throws SQLException {
    for (int i = 0; i < steps; i++) {
      for (int key = 0; key < keys; key++) {
        set(point, 1, key);
        point.setLong(3, step + i);
        point.setLong(4, 1_700_000_000_000L + step + i);
        point.setDouble(5, 0.5 + key);
        point.setInt(6, 0);
        point.addBatch();
      }
    }
    point.executeBatch();
    for (int key = 0; key < keys; key++) {
      set(latest, 1, key);
      latest.setLong(3, 1);
      latest.setLong(4, 1_700_000_000_000L);
      latest.setLong(5, step + steps - 1);
      latest.setLong(6, 1_700_000_000_000L + step);
      latest.setDouble(7, 0.5 + key);
      latest.setInt(8, 0);
      latest.addBatch();
    }
    latest.executeBatch();
    connection.commit();
  }

  private static void set(PreparedStatement statement, long run, long key) throws SQLException {
    statement.setLong(1, run);
    statement.setLong(2, key);
  }

  /** One small transaction: what a sync costs here. */
  void commit() throws SQLException {
    small.setString(1, "one small row");
    small.executeUpdate();
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
