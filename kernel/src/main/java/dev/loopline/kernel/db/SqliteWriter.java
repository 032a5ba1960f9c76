package dev.loopline.kernel.db;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's one writer: closures queue up, run one after the other on one thread, each within a
 * savepoint of its own, and what has queued up is committed together with one sync. There is no
 * lingering: a lone closure is committed at once.
 */
final class SqliteWriter implements AutoCloseable {
  private static final int BATCH = 128;

  private final Handle handle;
  private final List<Consumer<Handle>> beforeCommit;
  private final PreparedStatement begin;
  private final PreparedStatement savepoint;
  private final PreparedStatement release;
  private final PreparedStatement rollbackTo;
  private final PreparedStatement commit;
  private final PreparedStatement rollback;
  private final Statements statements;
  private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(4096);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean ended;

  SqliteWriter(Handle handle, List<Consumer<Handle>> beforeCommit) throws SQLException {
    this.handle = handle;
    this.beforeCommit = beforeCommit;
    Connection connection = handle.getConnection();
    begin = connection.prepareStatement("begin immediate");
    savepoint = connection.prepareStatement("savepoint closure");
    release = connection.prepareStatement("release closure");
    rollbackTo = connection.prepareStatement("rollback to closure");
    commit = connection.prepareStatement("commit");
    rollback = connection.prepareStatement("rollback");
    statements = new Statements(connection);
    thread = Thread.ofPlatform().name("sqlite-writer").daemon(true).start(this::run);
  }

  boolean isWriterThread() {
    return Thread.currentThread() == thread;
  }

  Handle handle() {
    return handle;
  }

  <T extends @Nullable Object> T write(Function<Tx, T> work) {
    Job<T> job = new Job<>(work, new Tx(handle, statements));
    enqueue(job);
    T result = job.await();
    job.tx.runAfterCommit();
    return result;
  }

  private void enqueue(Job<?> job) {
    boolean interrupted = false;
    try {
      while (true) {
        if (closed) {
          throw closing();
        }
        try {
          queue.put(job);
          // close() sets ended before it empties the queue for good: one of the two takes the job.
          if (ended && queue.remove(job)) {
            throw closing();
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
    List<Job<?>> batch = new ArrayList<>(BATCH);
    while (true) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        if (closed && queue.isEmpty()) {
          return;
        }
        continue;
      }
      queue.drainTo(batch, BATCH - 1);
      commitTogether(batch);
      batch.clear();
      if (closed && queue.isEmpty()) {
        return;
      }
    }
  }

  private void commitTogether(List<Job<?>> batch) {
    try {
      begin.execute();
      boolean anyWrote = false;
      for (Job<?> job : batch) {
        anyWrote |= runInSavepoint(job);
      }
      if (anyWrote) {
        beforeCommit.forEach(hook -> hook.accept(handle));
      }
      commit.execute();
    } catch (SQLException | RuntimeException | Error e) {
      rollbackQuietly(e);
      RuntimeException failure = e instanceof RuntimeException r ? r : new IllegalStateException(e);
      batch.forEach(job -> job.fail(DatabaseErrors.translate(failure)));
      return;
    }
    batch.forEach(Job::complete);
  }

  private boolean runInSavepoint(Job<?> job) throws SQLException {
    savepoint.execute();
    try {
      job.run();
    } catch (RuntimeException | Error e) {
      undo(e);
      job.failure = e instanceof RuntimeException r ? DatabaseErrors.translate(r) : e;
      return false;
    }
    release.execute();
    return true;
  }

  /**
   * Undoes one closure. A full disk may have rolled back the whole transaction already, savepoint
   * and all: then nobody's work is there any more, and all are told the closure's own error.
   */
  private void undo(Throwable closureFailed) throws SQLException {
    try {
      rollbackTo.execute();
      release.execute();
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
      rollback.execute();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static LooplineException closing() {
    return new LooplineException(
        KernelError.SHUTTING_DOWN, "The server is shutting down; try again when it is back.");
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
    List<Job<?>> late = new ArrayList<>();
    queue.drainTo(late);
    late.forEach(job -> job.fail(closing()));
    handle.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One closure, its outcome, and the caller that waits for it. */
  private static final class Job<T extends @Nullable Object> {
    private final Function<Tx, T> work;
    private final Tx tx;
    private final CompletableFuture<@Nullable T> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Job(Function<Tx, T> work, Tx tx) {
      this.work = work;
      this.tx = tx;
    }

    void run() {
      result = work.apply(tx);
    }

    void complete() {
      if (failure == null) {
        done.complete(result);
      } else {
        done.completeExceptionally(failure);
      }
    }

    void fail(Throwable error) {
      done.completeExceptionally(failure == null ? error : failure);
    }

    @SuppressWarnings("NullAway") // T itself may be nullable; the future carries what work gave.
    T await() {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            return done.get();
          } catch (InterruptedException e) {
            interrupted = true;
          } catch (java.util.concurrent.ExecutionException e) {
            throw rethrow(e.getCause());
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private static RuntimeException rethrow(Throwable error) {
      if (error instanceof Error fatal) {
        throw fatal;
      }
      error.addSuppressed(new Throwable("called from"));
      return error instanceof RuntimeException r ? r : new IllegalStateException(error);
    }
  }
}
