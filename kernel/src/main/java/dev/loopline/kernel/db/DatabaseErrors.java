package dev.loopline.kernel.db;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/** Tells a full disk, a lost server and a lost race from a programming error. */
final class DatabaseErrors {
  // SQLite's primary result codes, the low byte of what it reports, and some extended ones.
  private static final int PRIMARY = 0xFF;
  private static final int SQLITE_PERM = 3;
  private static final int SQLITE_READONLY = 8;
  private static final int SQLITE_IOERR = 10;
  private static final int SQLITE_CORRUPT = 11;
  private static final int SQLITE_FULL = 13;
  private static final int SQLITE_CANTOPEN = 14;
  private static final int SQLITE_NOTADB = 26;
  private static final int SQLITE_IOERR_SHMSIZE = 4874;
  private static final int SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
  private static final int SQLITE_CONSTRAINT_UNIQUE = 2067;

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
    if (isUniqueViolation(sql)) {
      return new LooplineException(
          KernelError.CONFLICT,
          "Another request has just stored the same. Read it, and send this again if it still holds.",
          error);
    }
    String remedy = remedy(sql);
    return remedy == null
        ? error
        : new LooplineException(
            KernelError.DATABASE_UNAVAILABLE,
            "The database cannot be used (" + sql.getMessage() + "). " + remedy,
            error);
  }

  /** What helps where the database itself is the trouble; null where it is our statement. */
  private static @Nullable String remedy(SQLException sql) {
    if (sql instanceof SQLiteException) {
      return switch (sqliteCode(sql) & PRIMARY) {
        case SQLITE_IOERR -> "Its disk fails: look at the system's log, and restore a backup.";
        case SQLITE_CORRUPT, SQLITE_NOTADB -> "Its file is damaged: restore a backup.";
        case SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN ->
            "Let this user read and write the data directory.";
        default -> null;
      };
    }
    String state = sql.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P"))
        ? "Try again when it is back."
        : null;
  }

  static LooplineException closing() {
    return new LooplineException(
        KernelError.SHUTTING_DOWN, "The server is shutting down; try again when it is back.");
  }

  /** Whether the database said so, and not the code around it. */
  static boolean isOfDatabase(RuntimeException error) {
    return error instanceof LooplineException || sqlCause(error) != null;
  }

  /** A serialisation failure or a deadlock of PostgreSQL: the same work may succeed again. */
  static boolean isRetryable(RuntimeException error) {
    SQLException sql = sqlCause(error);
    return sql != null && ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()));
  }

  private static boolean isDiskFull(SQLException sql) {
    if (sql instanceof SQLiteException) {
      // The index of the log is mapped memory: it cannot grow on a full disk, which is an I/O
      // error.
      return (sqliteCode(sql) & PRIMARY) == SQLITE_FULL || sqliteCode(sql) == SQLITE_IOERR_SHMSIZE;
    }
    return "53100".equals(sql.getSQLState());
  }

  private static boolean isUniqueViolation(SQLException sql) {
    return sql instanceof SQLiteException
        ? sqliteCode(sql) == SQLITE_CONSTRAINT_UNIQUE
            || sqliteCode(sql) == SQLITE_CONSTRAINT_PRIMARYKEY
        : "23505".equals(sql.getSQLState());
  }

  /** SQLite's extended result code; the driver's error code is the primary one alone. */
  private static int sqliteCode(SQLException sql) {
    return sql instanceof SQLiteException own ? own.getResultCode().code : 0;
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
