package dev.loopline.kernel.db;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * One transaction as its closure sees it. Lives only inside the closure: a closure holds statements
 * and nothing slow, because on SQLite all writers share one thread.
 */
public final class Tx {
  private final Handle handle;
  private final Statements statements;
  private final List<Runnable> afterCommit = new ArrayList<>(2);

  /** Components are handed one by {@link Database}. */
  Tx(Handle handle, Statements statements) {
    this.handle = handle;
    this.statements = statements;
  }

  public Handle handle() {
    return handle;
  }

  /**
   * A prepared statement for what is written thousands of times a second, with signs {@code ?} for
   * its values; kept for the next transaction where the connection is. The caller sets all values,
   * executes it, closes nothing and keeps no reference.
   */
  public PreparedStatement prepared(String sql) throws SQLException {
    return statements.prepared(sql);
  }

  /** Runs on the caller's thread once the commit is durable; never when it is rolled back. */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  void runAfterCommit() {
    afterCommit.forEach(Runnable::run);
  }
}
