package dev.loopline.features.internal.engine;

import dev.loopline.kernel.files.DiskFull;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Opens DuckDB in memory, and shuts it off from the world. */
public final class Duck {
  private Duck() {}

  /** An engine that still reaches files: for our own statements, never for declared SQL. */
  public static Connection open(int threads, String memory) throws SQLException {
    return open(threads, memory, new Properties());
  }

  /** An engine that gives results as it computes them, however many rows they have. */
  static Connection stream() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    return open(2, "512MB", properties);
  }

  private static Connection open(int threads, String memory, Properties properties)
      throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
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

  /** A full disk is not the SQL's fault. */
  public static Optional<RuntimeException> diskFull(String what, SQLException e) {
    IOException said = new IOException(e.getMessage(), e);
    return DiskFull.isCauseOf(said)
        ? Optional.of(DiskFull.orUnchecked(what, said))
        : Optional.empty();
  }

  public static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : List.of(statements)) {
        statement.execute(sql);
      }
    }
  }
}
