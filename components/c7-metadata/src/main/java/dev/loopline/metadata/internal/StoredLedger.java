package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.Ledger;
import dev.loopline.metadata.imports.Mark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link Ledger} over its table. */
record StoredLedger(Kernel kernel) implements Ledger {
  /** Kinds whose marks say whose the thing here is, which no caller may claim. */
  private static final Set<String> OWN = Set.of(Entry.EXPERIMENT, Entry.MODEL);

  @Override
  public Optional<Mark> find(Tx tx, Entry entry) {
    return ImportDao.find(tx.handle(), entry);
  }

  @Override
  public void put(Tx tx, Entry entry, Mark mark) {
    ImportDao.put(tx, entry, mark, kernel.clock().now());
  }

  @Override
  public Map<String, Mark> marks(String source, String kind, List<String> ids) {
    limit(ids.size());
    ids.forEach(id -> new Entry(source, kind, id));
    return kernel.db().read(h -> ImportDao.marks(h, source, kind, ids));
  }

  @Override
  public void mark(String source, String kind, Map<String, String> states) {
    limit(states.size());
    if (OWN.contains(kind)) {
      throw Limits.invalid(
          "Marks of the kind '" + kind + "' are made by its import alone; mark other kinds.");
    }
    states.forEach((id, state) -> Limits.text("state", state, 100));
    List<Entry> entries =
        states.keySet().stream().sorted().map(id -> new Entry(source, kind, id)).toList();
    kernel
        .db()
        .change(
            tx ->
                entries.forEach(
                    entry ->
                        put(
                            tx,
                            entry,
                            new Mark(
                                find(tx, entry).map(Mark::here).orElse(entry.id()),
                                states.getOrDefault(entry.id(), "")))));
  }

  private static void limit(int size) {
    if (size > MOST) {
      throw Limits.invalid("A request takes at most " + MOST + " marks; send several.");
    }
  }
}
