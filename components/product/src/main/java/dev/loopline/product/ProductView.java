package dev.loopline.product;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A product as it stands.
 *
 * @param spec the last applied declaration; null before the first delivery
 * @param commit the commit that it came from
 * @param missingForTraining what stage A still lacks; empty where models may be trained
 */
public record ProductView(
    String name,
    Instant createdAt,
    String createdBy,
    @Nullable ProductSpec spec,
    @Nullable String commit,
    long revision,
    List<String> missingForTraining) {
  public ProductView {
    missingForTraining = List.copyOf(missingForTraining);
  }
}
