package dev.loopline.kernel.db;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells a full disk and a lost server from a programming error. */
final class DatabaseErrors {
  private static final int SQLITE_IOERR = 10;
  private static final int SQLITE_FULL = 13;

  private DatabaseErrors() {}

  /** The error for the user, where the cause is the disk or the connection; else the same. */
  static RuntimeException translate(RuntimeException error) {
    if (error instanceof LooplineException) {
      return error;
    }
    SQLException sql = sqlCause(error);
    if (sql == null) {
      return error;
    }
    if (isDiskFull(sql)) {
      return new LooplineException(
          KernelError.STORAGE_FULL,
          "The disk of the database is full, so nothing was written. Free some space; reads go on.",
          error);
    }
    String state = sql.getSQLState();
    if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
      return new LooplineException(
          KernelError.DATABASE_UNAVAILABLE,
          "The database does not answer (" + sql.getMessage() + "). Try again when it is back.",
          error);
    }
    return error;
  }

  /** A serialisation failure or a deadlock of PostgreSQL: the same work may succeed again. */
  static boolean isRetryable(RuntimeException error) {
    SQLException sql = sqlCause(error);
    return sql != null && ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()));
  }

  private static boolean isDiskFull(SQLException sql) {
    int primary = sql.getErrorCode() & 0xFF;
    boolean sqlite = sql.getClass().getName().startsWith("org.sqlite.");
    return (sqlite && (primary == SQLITE_FULL || primary == SQLITE_IOERR))
        || "53100".equals(sql.getSQLState());
  }

  private static @Nullable SQLException sqlCause(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
