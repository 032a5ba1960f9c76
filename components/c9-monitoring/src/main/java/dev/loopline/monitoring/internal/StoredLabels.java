package dev.loopline.monitoring.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.EventLog;
import dev.loopline.monitoring.Label;
import dev.loopline.monitoring.LabelReceipt;
import dev.loopline.monitoring.Labels;
import dev.loopline.monitoring.internal.LabelDao.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Labels in the database; one event for each batch that changed something. Each has its key. */
public final class StoredLabels implements Labels {
  private final Database db;
  private final EventLog events;

  public StoredLabels(Database db, EventLog events) {
    this.db = db;
    this.events = events;
  }

  @Override
  public LabelReceipt record(String product, List<Label> labels) {
    return db.write(tx -> record(tx, product, labels));
  }

  private LabelReceipt record(Tx tx, String product, List<Label> labels) {
    Map<Subject, List<LabelVersion>> known =
        LabelDao.versions(
            tx.handle(), product, labels.stream().map(Label::key).distinct().toList());
    Map<Subject, List<LabelVersion>> changed = new HashMap<>();
    int recorded = 0;
    int corrected = 0;
    for (Label label : labels) {
      Subject subject = Subject.of(label);
      List<LabelVersion> versions = known.computeIfAbsent(subject, s -> new ArrayList<>());
      Optional<LabelVersion.Change> change = LabelVersion.of(versions, label);
      if (change.isPresent()) {
        recorded += versions.isEmpty() ? 1 : 0;
        corrected += versions.isEmpty() ? 0 : 1;
        versions.add(change.get().added());
        change.get().replaced().ifPresent(old -> versions.set(old.number(), old));
        changed.put(subject, versions);
      }
    }
    LabelReceipt receipt =
        new LabelReceipt(recorded, labels.size() - recorded - corrected, corrected);
    if (!changed.isEmpty()) {
      LabelDao.save(tx.handle(), product, changed);
      events.append(tx, "monitoring.data.arrived", "monitoring", product, product, receipt);
    }
    return receipt;
  }

  @Override
  public Optional<Label> find(String product, String key) {
    return db.read(h -> LabelDao.find(h, product, key));
  }

  @Override
  public List<Label> knownAt(String product, Instant at, String afterKey, int limit) {
    return db.read(h -> LabelDao.knownAt(h, product, at, afterKey, limit));
  }
}
