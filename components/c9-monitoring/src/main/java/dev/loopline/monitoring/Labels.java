package dev.loopline.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Outcomes, durable when acknowledged and idempotent by key. */
public interface Labels {
  /**
   * Records a batch, all or nothing. The same key and value again is a no-op; a changed value
   * replaces the old one, which is kept as a correction.
   */
  LabelReceipt record(String product, List<Label> labels);

  Optional<Label> find(String product, String key);

  /** Labels known at {@code at}, in the order of their keys, after a key (empty for the first). */
  List<Label> knownAt(String product, Instant at, String afterKey, int limit);
}
