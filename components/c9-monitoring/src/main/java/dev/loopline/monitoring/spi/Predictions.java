package dev.loopline.monitoring.spi;

import java.util.List;

/** An endpoint's prediction log, read by position. */
public interface Predictions {
  /** Up to {@code limit} predictions after a position (0 for the first), in order. */
  List<ScoredPrediction> after(String product, String endpoint, long position, int limit);
}
