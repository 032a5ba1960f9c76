package dev.loopline.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs are looked for.
 *
 * @param filter in the query language; blank for all
 * @param orderBy keys such as {@code metrics.auc DESC}
 * @param lifecycle null for active and deleted ones
 */
public record RunQuery(
    List<Long> experimentIds, String filter, List<String> orderBy, @Nullable Lifecycle lifecycle) {
  public RunQuery {
    experimentIds = experimentIds.stream().distinct().toList();
    orderBy = List.copyOf(orderBy);
    if (experimentIds.size() > MOST) {
      throw Limits.invalid(
          "A search takes at most " + MOST + " experiments; got " + experimentIds.size() + ".");
    }
  }

  private static final int MOST = 1_000;

  /** All active runs of an experiment that fit a filter, newest first. */
  public static RunQuery active(long experimentId, String filter) {
    return new RunQuery(List.of(experimentId), filter, List.of(), Lifecycle.ACTIVE);
  }
}
