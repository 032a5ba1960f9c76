package dev.loopline.kernel.db;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Records, on SQLite (embedded) or PostgreSQL (shared): the same SQL, transactions explicit.
 *
 * <p>When {@link #write} returns, the change is synced to disk; when it throws, nothing of its
 * closure happened. Instants are stored as epoch milliseconds in {@code bigint} columns, booleans
 * as 0 and 1 in {@code integer} columns: both are bound and mapped as such. A closure may run more
 * than once (a serialisation conflict on PostgreSQL), so it has no effects outside the database but
 * {@link Tx#afterCommit}.
 */
public interface Database extends AutoCloseable {
  /** Runs a closure that only reads, on one consistent snapshot. */
  <T extends @Nullable Object> T read(Function<Handle, T> work);

  /** Runs a closure in a transaction, and returns its result once the commit is durable. */
  <T extends @Nullable Object> T write(Function<Tx, T> work);

  /** {@link #write} for a closure without a result. */
  default void change(Consumer<Tx> work) {
    this.<@Nullable Void>write(
        tx -> {
          work.accept(tx);
          return null;
        });
  }

  /**
   * Changes for an item, perhaps together with others that wait for the same work at the same time.
   * Where that fails each is tried alone, so that only what is wrong fails. {@link Tx#afterCommit}
   * actions run on the thread of one of the callers.
   */
  <I> void change(Together<I> work, I item);

  /** Whether this thread is inside a closure already: it cannot wait for another change. */
  boolean isWithin();

  Dialect dialect();

  /**
   * A hook that runs inside each commit that carries writes, just before it. On SQLite once for all
   * closures that are committed together.
   */
  void beforeCommit(Consumer<Tx> hook);

  @Override
  void close();
}
