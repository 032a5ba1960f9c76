package dev.loopline.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Outcomes, durable when acknowledged and idempotent. A label is kept for good: a correction is a
 * further version, so that what was known at a time can be asked again later.
 */
public interface Labels {
  /**
   * Records a batch, all or nothing. A value that is in force already at its time is a no-op.
   *
   * @throws dev.loopline.kernel.error.LooplineException where there is no such product, or a label
   *     names a prediction that was never made
   */
  LabelReceipt record(String product, List<Label> labels);

  /** The newest label of a key. */
  Optional<Label> find(String product, String key);

  /**
   * Labels in force at {@code at}, one for a key, in the order of their keys, after a key (empty
   * for the first). Where only single predictions of a key have one, the newest of these.
   */
  List<Label> knownAt(String product, Instant at, String afterKey, int limit);
}
