package dev.loopline.monitoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of a challenger with the champion.
 *
 * @param trainedUntil rows of a later event time were in neither model's training data
 * @param decidedAt event time of the decision, null while it runs
 * @param evidence the figures it was decided on; null before the first evaluation
 */
public record Challenge(
    String id,
    String product,
    String endpoint,
    String model,
    String champion,
    String challenger,
    Instant trainedUntil,
    Instant startedAt,
    Instant deadline,
    String trigger,
    State state,
    @Nullable Instant decidedAt,
    @Nullable Evidence evidence,
    String reason) {

  /** Running, then promoted or rejected; a promoted one may be asked to roll back. */
  public enum State {
    RUNNING,
    PROMOTED,
    REJECTED,
    ROLLED_BACK
  }

  /**
   * Both models on the same ripe labelled rows.
   *
   * @param rows that both have a score for
   * @param unscored rows left out, because one of them has none
   * @param difference challenger's AUC less the champion's
   * @param standardError of the difference, after DeLong
   */
  public record Evidence(
      int rows,
      int unscored,
      int positives,
      double championAuc,
      double challengerAuc,
      double difference,
      double standardError) {}
}
