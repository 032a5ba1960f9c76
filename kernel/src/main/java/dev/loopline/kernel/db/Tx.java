package dev.loopline.kernel.db;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * One transaction as its closure sees it. Lives only inside the closure: a closure holds statements
 * and nothing slow, because on SQLite all writers share one thread.
 */
public final class Tx {
  private final Handle handle;
  private final List<Runnable> afterCommit = new ArrayList<>(2);

  /** For the kernel and for tests; components are handed one by {@link Database}. */
  public Tx(Handle handle) {
    this.handle = handle;
  }

  public Handle handle() {
    return handle;
  }

  /** Runs on the caller's thread once the commit is durable; never when it is rolled back. */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  void runAfterCommit() {
    afterCommit.forEach(Runnable::run);
  }
}
