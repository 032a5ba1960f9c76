package dev.loopline.features;

import dev.loopline.kernel.artifacts.Digest;
import java.time.Instant;
import java.util.List;

/**
 * Labelled rows as a Parquet blob: key (varchar), event_time (timestamp, UTC), ripe_at (timestamp:
 * the date of {@code ripeAfter}, or else when the label became known), the features, label
 * (integer, 0 or 1); ordered by event_time and key.
 *
 * @param snapshot of the view that it was cut from
 * @param commit that gave the view its form at that snapshot
 */
public record TrainingSet(
    Digest data,
    long snapshot,
    long rows,
    long positives,
    Instant until,
    List<Feature> features,
    String view,
    String commit) {
  public TrainingSet {
    features = List.copyOf(features);
  }
}
