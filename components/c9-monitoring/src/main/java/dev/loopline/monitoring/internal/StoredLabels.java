package dev.loopline.monitoring.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.EventLog;
import dev.loopline.monitoring.Label;
import dev.loopline.monitoring.LabelReceipt;
import dev.loopline.monitoring.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Labels in the database; one event for each batch that changed something. */
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
    Map<String, Label> known =
        LabelDao.byKeys(tx.handle(), product, labels.stream().map(Label::key).distinct().toList());
    Map<String, Label> changed = new LinkedHashMap<>();
    int recorded = 0;
    int corrected = 0;
    for (Label label : labels) {
      Label was = known.put(label.key(), label);
      if (was == null) {
        recorded++;
        changed.put(label.key(), label);
      } else if (was.positive() != label.positive()) {
        corrected++;
        changed.put(label.key(), label);
        LabelDao.correction(tx.handle(), product, was, label);
      } else {
        known.put(label.key(), was);
      }
    }
    LabelReceipt receipt =
        new LabelReceipt(recorded, labels.size() - recorded - corrected, corrected);
    if (!changed.isEmpty()) {
      LabelDao.upsert(tx.handle(), product, new ArrayList<>(changed.values()));
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
