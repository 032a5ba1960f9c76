package dev.loopline.kernel.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's one writer: closures queue up, run one after the other on one thread, each within a
 * savepoint of its own, and what has queued up is committed together with one sync. Items for the
 * same {@link Together} share a savepoint. A lone closure is committed at once. Where many have
 * come together lately, the thread lets others run for some microseconds before it looks who has
 * come: larger groups need fewer syncs.
 */
final class SqliteWriter implements AutoCloseable {
  private static final int BATCH = 128;

  /** Fewer callers than these are told one by one. */
  private static final int FEW = 4;

  /** So often the processor is left to those who are about to write, while they are expected. */
  private static final int YIELDS = 20;

  private final Handle handle;
  private final List<Consumer<Tx>> beforeCommit;
  private final Statements statements;
  private final BlockingQueue<WriteJob<?>> queue = new ArrayBlockingQueue<>(4096);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean ended;

  SqliteWriter(Handle handle, List<Consumer<Tx>> beforeCommit) {
    this.handle = handle;
    this.beforeCommit = beforeCommit;
    statements = new Statements(handle.getConnection());
    thread = Thread.ofPlatform().name("sqlite-writer").daemon(true).start(this::run);
  }

  boolean isWriterThread() {
    return Thread.currentThread() == thread;
  }

  Handle handle() {
    return handle;
  }

  <T extends @Nullable Object> T write(Function<Tx, T> work) {
    return run(new WriteJob<>(work, null));
  }

  <I> void write(Together<I> work, I item) {
    this.<@Nullable Void>run(new WriteJob<>(work.alone(item), new WriteJob.Share<>(work, item)));
  }

  private <T extends @Nullable Object> T run(WriteJob<T> job) {
    enqueue(job);
    T result = job.await();
    job.runAfterCommit();
    return result;
  }

  private void enqueue(WriteJob<?> job) {
    boolean interrupted = false;
    try {
      while (true) {
        if (closed) {
          throw DatabaseErrors.closing();
        }
        try {
          queue.put(job);
          // close() sets ended before it empties the queue for good: one of the two takes the job.
          if (ended && queue.remove(job)) {
            throw DatabaseErrors.closing();
          }
          return;
        } catch (InterruptedException e) {
          // Written or not must stay certain, so the interrupt is handed on after the commit.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    int last = 1;
    List<WriteJob<?>> batch = new ArrayList<>(BATCH);
    while (true) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        if (closed && queue.isEmpty()) {
          return;
        }
        continue;
      }
      for (int i = 0; i < YIELDS && queue.size() + 1 < last; i++) {
        Thread.yield();
      }
      queue.drainTo(batch, BATCH - 1);
      last = Math.max(batch.size(), last * 3 / 4);
      commitTogether(batch);
      batch.clear();
      if (closed && queue.isEmpty()) {
        return;
      }
    }
  }

  private void commitTogether(List<WriteJob<?>> batch) {
    try {
      execute("begin immediate");
      List<List<WriteJob<?>>> groups = WriteJob.groups(batch);
      boolean anyWrote = groups.size() == 1 ? runOnly(groups.getFirst()) : runAll(groups);
      if (anyWrote) {
        Tx tx = new Tx(handle, statements);
        beforeCommit.forEach(hook -> hook.accept(tx));
      }
      execute("commit");
    } catch (SQLException | RuntimeException | Error e) {
      rollbackQuietly(e);
      Throwable failure = told(e);
      batch.forEach(job -> job.fail(failure));
      return;
    }
    complete(batch);
  }

  /**
   * Tells the callers. Each that is woken from here costs a call of the system; several are woken
   * by one of their kind, from inside their scheduler.
   */
  private static void complete(List<WriteJob<?>> batch) {
    if (batch.size() < FEW) {
      batch.forEach(WriteJob::complete);
    } else {
      List<WriteJob<?>> done = List.copyOf(batch);
      Thread.startVirtualThread(() -> done.forEach(WriteJob::complete));
    }
  }

  private void execute(String sql) throws SQLException {
    statements.prepared(sql).execute();
  }

  /** The only group takes nobody else with it when it fails: it needs no savepoint. */
  private boolean runOnly(List<WriteJob<?>> group) throws SQLException {
    try {
      WriteJob.run(group, new Tx(handle, statements));
      return true;
    } catch (RuntimeException | Error e) {
      if (group.size() == 1) {
        throw e;
      }
      rollbackQuietly(e);
      execute("begin immediate");
      return runEach(group);
    }
  }

  private boolean runAll(List<List<WriteJob<?>>> groups) throws SQLException {
    boolean anyWrote = false;
    for (List<WriteJob<?>> group : groups) {
      anyWrote |= group.size() > 1 && inSavepoint(group) || runEach(group);
    }
    return anyWrote;
  }

  private boolean runEach(List<WriteJob<?>> group) throws SQLException {
    boolean anyWrote = false;
    for (WriteJob<?> job : group) {
      anyWrote |= inSavepoint(List.of(job));
    }
    return anyWrote;
  }

  /** Whether it went well; where it did not, nothing of it happened. */
  private boolean inSavepoint(List<WriteJob<?>> group) throws SQLException {
    execute("savepoint closure");
    try {
      WriteJob.run(group, new Tx(handle, statements));
    } catch (RuntimeException | Error e) {
      undo(e);
      Throwable failure = told(e);
      group.forEach(job -> job.failed(failure));
      return false;
    }
    execute("release closure");
    return true;
  }

  /**
   * Undoes one closure. A full disk may have rolled back the whole transaction already, savepoint
   * and all: then nobody's work is there any more, and all are told the closure's own error.
   */
  private void undo(Throwable closureFailed) throws SQLException {
    try {
      execute("rollback to closure");
      execute("release closure");
    } catch (SQLException e) {
      closureFailed.addSuppressed(e);
      if (closureFailed instanceof RuntimeException own && DatabaseErrors.isOfDatabase(own)) {
        throw own;
      }
      throw e;
    }
  }

  private void rollbackQuietly(Throwable cause) {
    try {
      execute("rollback");
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static Throwable told(Throwable error) {
    return switch (error) {
      case RuntimeException e -> DatabaseErrors.translate(e);
      case Error e -> e;
      default -> DatabaseErrors.translate(new IllegalStateException(error));
    };
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    ended = true;
    List<WriteJob<?>> late = new ArrayList<>();
    queue.drainTo(late);
    late.forEach(job -> job.fail(DatabaseErrors.closing()));
    handle.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
