package dev.loopline.kernel.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The shared engine. Writes run at READ COMMITTED, so a closure that decides on what it has read
 * locks it ({@link Dialect#forUpdate}) or compares and sets; reads run at REPEATABLE READ.
 * Conflicts that PostgreSQL reports are tried again.
 */
public final class PostgresDatabase implements Database {
  private static final int ATTEMPTS = 5;

  private final HikariDataSource source;
  private final Jdbi jdbi;
  private final List<Consumer<Handle>> beforeCommit = new CopyOnWriteArrayList<>();

  private PostgresDatabase(HikariDataSource source) {
    this.source = source;
    this.jdbi = JdbiSetup.configure(Jdbi.create(source));
  }

  /** Connects to a {@code jdbc:postgresql:} URL and migrates the named components. */
  public static PostgresDatabase open(String jdbcUrl, List<String> components) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(jdbcUrl);
    pool.setMaximumPoolSize(16);
    pool.setMinimumIdle(2);
    pool.setPoolName("postgresql");
    HikariDataSource source = new HikariDataSource(pool);
    try {
      Migrations.run(source, Dialect.POSTGRESQL, components);
    } catch (RuntimeException e) {
      source.close();
      throw DatabaseErrors.translate(e);
    }
    return new PostgresDatabase(source);
  }

  @Override
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(
          TransactionIsolationLevel.REPEATABLE_READ,
          handle -> {
            handle.setReadOnly(true);
            return work.apply(handle);
          });
    } catch (RuntimeException e) {
      throw DatabaseErrors.translate(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Function<Tx, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return writeOnce(work);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !DatabaseErrors.isRetryable(e)) {
          throw DatabaseErrors.translate(e);
        }
      }
    }
  }

  private <T extends @Nullable Object> T writeOnce(Function<Tx, T> work) {
    try (Handle handle = jdbi.open();
        Statements statements = new Statements(handle.getConnection())) {
      Tx tx = new Tx(handle, statements);
      T result =
          handle.inTransaction(
              h -> {
                T value = work.apply(tx);
                beforeCommit.forEach(hook -> hook.accept(h));
                return value;
              });
      tx.runAfterCommit();
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public void beforeCommit(Consumer<Handle> hook) {
    beforeCommit.add(hook);
  }

  @Override
  public void close() {
    source.close();
  }
}
