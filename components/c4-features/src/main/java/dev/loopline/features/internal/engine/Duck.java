package dev.loopline.features.internal.engine;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Opens DuckDB in memory, and shuts it off from the world. */
public final class Duck {
  private Duck() {}

  /** An engine that still reaches files: for our own statements, never for declared SQL. */
  public static Connection open(int threads, String memory) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try {
      execute(
          connection,
          "set threads = " + threads,
          "set memory_limit = " + Sql.text(memory),
          "set preserve_insertion_order = true",
          "set autoinstall_known_extensions = false",
          "set autoload_known_extensions = false",
          "set timezone = 'UTC'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** From here on no file, no network, no extension, and no way back. */
  static void lock(Connection connection) throws SQLException {
    execute(connection, "set enable_external_access = false", "set lock_configuration = true");
  }

  /** {@link #lock}, but for writing into a folder that holds nothing to read. */
  static void lockInto(Connection connection, String emptyFolder) throws SQLException {
    execute(connection, "set allowed_directories = [" + Sql.text(emptyFolder) + "]");
    lock(connection);
  }

  public static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : List.of(statements)) {
        statement.execute(sql);
      }
    }
  }
}
