package dev.loopline.testkit;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.time.WallClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The two database engines; a test with {@code @ParameterizedTest @EnumSource} and an {@code
 * Engine} parameter runs on each. PostgreSQL is the real one, from Maven Central's binaries,
 * started once for the JVM with a fresh database for each kernel.
 */
public enum Engine {
  SQLITE {
    @Override
    Optional<String> freshUrl() {
      return Optional.empty();
    }
  },
  POSTGRESQL {
    @Override
    Optional<String> freshUrl() {
      String name = "test" + COUNT.incrementAndGet();
      try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create database " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return Optional.of(Server.POSTGRES.getJdbcUrl("postgres", name));
    }
  };

  private static final AtomicInteger COUNT = new AtomicInteger();

  abstract Optional<String> freshUrl();

  /** A kernel over an empty database, with the tables of the named components. */
  public Kernel kernel(Path folder, String... components) {
    return kernel(folder, WallClock.system(), components);
  }

  public Kernel kernel(Path folder, WallClock clock, String... components) {
    return options(folder, components).open(clock);
  }

  /** What opens the same database again and again, for tests of restarts. */
  public Reopenable options(Path folder, String... components) {
    return new Reopenable(new Kernel.Options(folder, freshUrl(), 1, List.of(components)));
  }

  /** A database that outlives its kernels. */
  public record Reopenable(Kernel.Options options) {
    public Kernel open(WallClock clock) {
      return Kernel.open(options, clock);
    }
  }

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
