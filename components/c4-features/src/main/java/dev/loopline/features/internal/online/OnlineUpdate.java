package dev.loopline.features.internal.online;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Collects changes, then makes them at once. Idempotent: made twice they change nothing more. */
public final class OnlineUpdate {
  private final OnlineStore store;
  private final Map<ByteBuffer, OnlineRow> rows = new LinkedHashMap<>();
  private final Map<ByteBuffer, byte[]> plain = new LinkedHashMap<>();

  public OnlineUpdate(OnlineStore store) {
    this.store = store;
  }

  /** Replaces the row, if this one's event time is newer. */
  public void putNewer(byte[] key, OnlineRow row) {
    rows.merge(ByteBuffer.wrap(key), row, (old, young) -> young.at() > old.at() ? young : old);
  }

  public void putDigest(byte[] key, byte[] digest) {
    plain.put(ByteBuffer.wrap(key), digest);
  }

  public void putProgress(byte[] key, Progress progress) {
    plain.put(ByteBuffer.wrap(key), progress.bytes());
  }

  public int size() {
    return rows.size() + plain.size();
  }

  public void commit() {
    try (WriteBatch batch = new WriteBatch()) {
      List<byte[]> keys = new ArrayList<>(rows.size());
      rows.keySet().forEach(k -> keys.add(k.array()));
      List<Optional<byte[]>> present = store.getAll(keys);
      for (int i = 0; i < keys.size(); i++) {
        OnlineRow row = rows.get(ByteBuffer.wrap(keys.get(i)));
        if (row != null && present.get(i).map(p -> OnlineRow.at(p) < row.at()).orElse(true)) {
          batch.put(keys.get(i), row.bytes());
        }
      }
      for (Map.Entry<ByteBuffer, byte[]> entry : plain.entrySet()) {
        batch.put(entry.getKey().array(), entry.getValue());
      }
      store.write(batch);
      rows.clear();
      plain.clear();
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }
}
