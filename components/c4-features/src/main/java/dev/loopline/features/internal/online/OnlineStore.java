package dev.loopline.features.internal.online;

import dev.loopline.features.FeatureError;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One RocksDB. Updates are atomic and survive kill -9; after a power cut the store may be behind,
 * and says by its progress how far. A damaged one is thrown away: segments are the truth.
 */
public final class OnlineStore implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OnlineStore.class.getName());

  private final Options options;
  private final WriteOptions writing;
  private final RocksDB db;

  private OnlineStore(Options options, RocksDB db) {
    this.options = options;
    this.writing = new WriteOptions();
    this.db = db;
  }

  /** Takes a while the first time, for it is unpacked; where another thread is at it, waits. */
  public static void loadLibrary() {
    RocksDB.loadLibrary();
  }

  public static OnlineStore open(Path folder) {
    loadLibrary();
    Options options = new Options().setCreateIfMissing(true).setKeepLogFileNum(2);
    try {
      Files.createDirectories(folder);
      return new OnlineStore(options, openOrAnew(options, folder));
    } catch (RocksDBException e) {
      options.close();
      throw failed("open", e);
    } catch (IOException e) {
      options.close();
      throw new UncheckedIOException(e);
    }
  }

  private static RocksDB openOrAnew(Options options, Path folder)
      throws RocksDBException, IOException {
    try {
      return RocksDB.open(options, folder.toString());
    } catch (RocksDBException e) {
      if (!isDamaged(e)) {
        throw e;
      }
      LOG.log(
          Level.WARNING,
          "The online store is damaged ("
              + e.getMessage()
              + ") and is computed again from the rows.");
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      Files.createDirectories(folder);
      return RocksDB.open(options, folder.toString());
    }
  }

  /** A full disk, missing rights or another process that holds it are no damage. */
  private static boolean isDamaged(RocksDBException e) {
    Status status = e.getStatus();
    return status != null
        && (status.getCode() == Status.Code.Corruption
            || String.valueOf(e.getMessage()).contains("No such file"));
  }

  public Optional<OnlineRow> find(byte[] key) {
    try {
      return Optional.ofNullable(db.get(key)).map(OnlineRow::of);
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  public List<Optional<OnlineRow>> find(List<byte[]> keys) {
    List<Optional<OnlineRow>> rows = new ArrayList<>(keys.size());
    getAll(keys).forEach(v -> rows.add(v.map(OnlineRow::of)));
    return rows;
  }

  public Progress progress(byte[] key) {
    try {
      return Progress.of(db.get(key));
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  List<Optional<byte[]>> getAll(List<byte[]> keys) {
    if (keys.isEmpty()) {
      return List.of(); // RocksDB asserts that there is one.
    }
    try {
      List<Optional<byte[]>> values = new ArrayList<>(keys.size());
      db.multiGetAsList(keys).forEach(v -> values.add(Optional.ofNullable(v)));
      return values;
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  /** The digests of rows, by {@link Keys#row}; empty where a row is not there. */
  public List<Optional<byte[]>> digests(List<byte[]> keys) {
    return getAll(keys);
  }

  /** Removes all keys with these beginnings, each of which ends in NUL. */
  public void clear(List<byte[]> prefixes) {
    try (WriteBatch batch = new WriteBatch()) {
      for (byte[] prefix : prefixes) {
        byte[] after = prefix.clone();
        after[after.length - 1] = 1;
        batch.deleteRange(prefix, after);
      }
      db.write(writing, batch);
    } catch (RocksDBException e) {
      throw failed("clear", e);
    }
  }

  void write(WriteBatch batch) {
    try {
      db.write(writing, batch);
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  private static LooplineException failed(String what, RocksDBException e) {
    Status status = e.getStatus();
    if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
      return new LooplineException(
          KernelError.STORAGE_FULL,
          "The disk is full, so the online store cannot " + what + ". Free some space.",
          e);
    }
    return new LooplineException(
        FeatureError.FEATURE_DATA_LOST,
        "The online store cannot " + what + ": " + e.getMessage() + ". Mend that, and restart.",
        e);
  }

  @Override
  public void close() {
    writing.close();
    db.close();
    options.close();
  }
}
