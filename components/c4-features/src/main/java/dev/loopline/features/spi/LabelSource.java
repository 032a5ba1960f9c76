package dev.loopline.features.spi;

import java.time.Instant;
import java.util.List;

/** Known answers, as of a time. */
@FunctionalInterface
public interface LabelSource {
  /**
   * Labels known at {@code at}, in an order of keys of the source's own, from after {@code
   * afterKey} (the empty string: from the beginning). An empty list ends the walk.
   */
  List<Label> knownAt(String product, Instant at, String afterKey, int limit);

  /**
   * One known answer.
   *
   * @param key of the entity
   * @param time when it became known
   */
  record Label(String key, boolean positive, Instant time) {}
}
