package dev.loopline.kernel.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * The embedded engine: WAL, synchronous=FULL, one writer thread, a small pool of readers. The
 * caller holds the lock on the data directory, so no other process has the file open.
 */
public final class SqliteDatabase implements Database {
  private static final int READERS = 4;

  /** Bytes of the file that a reader may map; beyond them it reads pages as usual. */
  private static final long MAPPED = 2L << 30;

  private final SqliteReaders readers;
  private final SqliteWriter writer;
  private final List<Consumer<Tx>> beforeCommit = new CopyOnWriteArrayList<>();

  private SqliteDatabase(Path file) throws SQLException {
    Jdbi writing = JdbiSetup.configure(Jdbi.create(source(file)));
    Handle writerHandle = writing.open();
    writerHandle.execute("pragma wal_autocheckpoint = 4000");
    this.writer = new SqliteWriter(writerHandle, beforeCommit);
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(mapped(source(file)));
    pool.setMaximumPoolSize(READERS);
    pool.setConnectionInitSql("pragma query_only = true");
    pool.setMinimumIdle(1);
    pool.setPoolName("sqlite-readers");
    HikariDataSource reading = new HikariDataSource(pool);
    this.readers = new SqliteReaders(JdbiSetup.configure(Jdbi.create(reading)), reading, READERS);
  }

  /** Opens the file, creating it where there is none, and migrates the named components. */
  public static SqliteDatabase open(Path file, List<String> components) {
    try {
      Migrations.run(source(file), Dialect.SQLITE, components);
      return new SqliteDatabase(file);
    } catch (SQLException e) {
      throw DatabaseErrors.translate(new IllegalStateException("cannot open " + file, e));
    } catch (RuntimeException e) {
      throw DatabaseErrors.translate(e);
    }
  }

  private static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    // No connection is used by two threads at once, so SQLite need not lock it at each call.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.enforceForeignKeys(true);
    config.setPragma(SQLiteConfig.Pragma.TEMP_STORE, "MEMORY");
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /** Readers look into the file itself: no call and no copy for each page that they meet. */
  private static SQLiteDataSource mapped(SQLiteDataSource source) {
    source.getConfig().setPragma(SQLiteConfig.Pragma.MMAP_SIZE, Long.toString(MAPPED));
    return source;
  }

  @Override
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    if (writer.isWriterThread()) {
      return work.apply(writer.handle());
    }
    return readers.read(work);
  }

  @Override
  public <T extends @Nullable Object> T write(Function<Tx, T> work) {
    refuseNested();
    return writer.write(work);
  }

  @Override
  public <I> void change(Together<I> work, I item) {
    refuseNested();
    writer.write(work, item);
  }

  private void refuseNested() {
    if (writer.isWriterThread()) {
      throw new IllegalStateException(
          "a write inside a write: pass the outer closure's Tx on instead");
    }
    if (readers.isReaderThread()) {
      throw new IllegalStateException("a write inside a read: read first, then write");
    }
  }

  @Override
  public boolean isWithin() {
    return writer.isWriterThread() || readers.isReaderThread();
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public void beforeCommit(Consumer<Tx> hook) {
    beforeCommit.add(hook);
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
  }
}
