package dev.loopline.kernel.db;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's readers: native calls run on a few platform threads of their own, because on a virtual
 * thread each would pin a carrier and a slow query would starve every connection.
 */
final class SqliteReaders implements AutoCloseable {
  private final Jdbi jdbi;
  private final HikariDataSource source;
  private final ExecutorService threads;
  private final ThreadLocal<@Nullable Handle> current = new ThreadLocal<>();

  SqliteReaders(Jdbi jdbi, HikariDataSource source, int count) {
    this.jdbi = jdbi;
    this.source = source;
    this.threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().name("sqlite-reader-", 0).daemon(true).factory());
  }

  boolean isReaderThread() {
    return current.get() != null;
  }

  <T extends @Nullable Object> T read(Function<Handle, T> work) {
    Handle outer = current.get();
    if (outer != null) {
      return work.apply(outer);
    }
    Future<T> result = submit(work);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw rethrow(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T extends @Nullable Object> Future<T> submit(Function<Handle, T> work) {
    try {
      return threads.submit(() -> inSnapshot(work));
    } catch (RejectedExecutionException e) {
      throw DatabaseErrors.closing();
    }
  }

  private <T extends @Nullable Object> T inSnapshot(Function<Handle, T> work) {
    try (Handle handle = jdbi.open()) {
      current.set(handle);
      handle.begin();
      try {
        return work.apply(handle);
      } finally {
        handle.rollback();
      }
    } finally {
      current.remove();
    }
  }

  private static RuntimeException rethrow(@Nullable Throwable error) {
    if (error instanceof Error fatal) {
      throw fatal;
    }
    return error instanceof RuntimeException r
        ? DatabaseErrors.translate(r)
        : new IllegalStateException(error);
  }

  @Override
  public void close() {
    threads.close();
    source.close();
  }
}
