package dev.loopline.monitoring.spi;

import java.util.List;
import java.util.Optional;

/** An endpoint's prediction log. */
public interface Predictions {
  /**
   * Up to {@code limit} predictions after a position (0 for the first), in order; only such as can
   * no longer be lost.
   */
  List<ScoredPrediction> after(String product, String endpoint, long position, int limit);

  /** One by its id. */
  Optional<ScoredPrediction> find(String product, String id);
}
