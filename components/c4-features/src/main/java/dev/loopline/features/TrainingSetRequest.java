package dev.loopline.features;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to train on.
 *
 * @param joined further views, each joined as it stood at the row's event time
 * @param until only rows up to this event time, and labels known by then
 * @param ripeAfter a date column of the view's source: only rows where it lies before {@code until}
 * @param snapshot of the view; null cuts from all that was pushed
 */
public record TrainingSetRequest(
    String view,
    List<String> joined,
    Instant until,
    @Nullable String ripeAfter,
    @Nullable Long snapshot) {
  public TrainingSetRequest {
    joined = List.copyOf(joined);
  }
}
