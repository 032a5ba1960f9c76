package dev.loopline.kernel;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.PostgresDatabase;
import dev.loopline.kernel.db.SqliteDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The two engines for the kernel's own tests: every contract below runs on each. */
public enum Engines {
  SQLITE {
    @Override
    public Database open(Path folder) {
      return SqliteDatabase.open(folder.resolve("test.db"), List.of("kernel"));
    }
  },
  POSTGRESQL {
    @Override
    public Database open(Path folder) {
      return PostgresDatabase.open(freshPostgres(), List.of("kernel"));
    }
  };

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** An open database with the kernel's tables and nothing in them. */
  public abstract Database open(Path folder);

  private static String freshPostgres() {
    String name = "test" + COUNT.incrementAndGet();
    try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return Server.POSTGRES.getJdbcUrl("postgres", name);
  }

  /** Started on first use, ended with the JVM. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new IllegalStateException("the embedded PostgreSQL did not start", e);
      }
    }
  }
}
