package dev.loopline.monitoring;

import java.time.Instant;
import java.util.List;

/**
 * Comparisons of challenger and champion, decided on ripe labelled rows that neither trained on.
 */
public interface Challenges {
  /**
   * Opens a challenge and evaluates it at once; the same challenger again returns the challenge
   * that is there. It is evaluated again at every advance of event time until decided.
   */
  Challenge start(
      String product, String endpoint, String challenger, Instant trainedUntil, String trigger);

  Challenge require(String product, String id);

  /** In the order of their start. */
  List<Challenge> list(String product);
}
