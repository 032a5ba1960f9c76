package dev.loopline.metadata.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scorers of experiments. Whatever is acknowledged is durable. */
public interface Scorers {
  /** Adds a version, numbered one above the highest there is. */
  Scorer register(long experimentId, String name, String serialized);

  /** The newest version of each, by name. */
  List<Scorer> newest(long experimentId);

  /** All versions of one, ascending; at least one. */
  List<Scorer> versions(long experimentId, String name);

  /**
   * @param version null for the newest
   */
  Scorer require(long experimentId, String name, @Nullable Long version);

  /**
   * @param version null for all
   */
  void delete(long experimentId, String name, @Nullable Long version);
}
