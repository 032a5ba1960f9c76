package dev.loopline.kernel.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private final List<Consumer<Tx>> beforeCommit = new CopyOnWriteArrayList<>();
  private final ThreadLocal<@Nullable Scope> current = new ThreadLocal<>();

  /** What this thread is within: a transaction's connection, and whether it may write. */
  private record Scope(Handle handle, boolean writing) {}

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
    HikariDataSource source = connect(pool);
    try {
      Migrations.run(source, Dialect.POSTGRESQL, components);
    } catch (RuntimeException e) {
      source.close();
      throw DatabaseErrors.translate(e);
    }
    return new PostgresDatabase(source);
  }

  private static HikariDataSource connect(HikariConfig pool) {
    try {
      return new HikariDataSource(pool);
    } catch (RuntimeException e) {
      throw DatabaseErrors.translate(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    Scope outer = current.get();
    if (outer != null) {
      return work.apply(outer.handle());
    }
    refuseClosed();
    try {
      return jdbi.inTransaction(
          TransactionIsolationLevel.REPEATABLE_READ,
          handle -> {
            handle.setReadOnly(true);
            return within(new Scope(handle, false), () -> work.apply(handle));
          });
    } catch (RuntimeException e) {
      throw DatabaseErrors.translate(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Function<Tx, T> work) {
    refuseNested();
    refuseClosed();
    Committed<T> committed = retried(work);
    // Neither inside the connection, which another action may need, nor inside the retries.
    committed.tx().runAfterCommit();
    return committed.result();
  }

  /**
   * One connection each, so that nobody waits for another's items: the engine groups the commits.
   */
  @Override
  public <I> void change(Together<I> work, I item) {
    write(work.alone(item));
  }

  private record Committed<T extends @Nullable Object>(Tx tx, T result) {}

  private void refuseNested() {
    Scope outer = current.get();
    if (outer != null) {
      throw new IllegalStateException(
          outer.writing()
              ? "a write inside a write: pass the outer closure's Tx on instead"
              : "a write inside a read: read first, then write");
    }
  }

  private void refuseClosed() {
    if (source.isClosed()) {
      throw DatabaseErrors.closing();
    }
  }

  private <T extends @Nullable Object> Committed<T> retried(Function<Tx, T> work) {
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

  private <T extends @Nullable Object> Committed<T> writeOnce(Function<Tx, T> work) {
    try (Handle handle = jdbi.open();
        Statements statements = new Statements(handle.getConnection())) {
      Tx tx = new Tx(handle, statements);
      T result =
          handle.inTransaction(
              h ->
                  within(
                      new Scope(h, true),
                      () -> {
                        T value = work.apply(tx);
                        beforeCommit.forEach(hook -> hook.accept(tx));
                        return value;
                      }));
      return new Committed<>(tx, result);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T extends @Nullable Object> T within(Scope scope, Supplier<T> work) {
    current.set(scope);
    try {
      return work.get();
    } finally {
      current.remove();
    }
  }

  @Override
  public boolean isWithin() {
    return current.get() != null;
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public void beforeCommit(Consumer<Tx> hook) {
    beforeCommit.add(hook);
  }

  @Override
  public void close() {
    source.close();
  }
}
