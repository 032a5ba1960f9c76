package dev.loopline.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of a commit, or the promotion of a model, as it stands.
 *
 * @param run of the workflow engine, which keeps the steps' logs
 * @param artifact digest of what was packaged
 */
public record DeliveryView(
    String id,
    String product,
    Kind kind,
    String commit,
    @Nullable String model,
    @Nullable Integer version,
    String state,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String artifact,
    @Nullable String run,
    List<Step> steps) {
  public DeliveryView {
    steps = List.copyOf(steps);
  }

  /** What is delivered. */
  public enum Kind {
    DELIVERY,
    PROMOTION
  }

  /** One step, with its duration by the wall clock once it has ended. */
  public record Step(String name, String state, @Nullable Double seconds, @Nullable String error) {}
}
