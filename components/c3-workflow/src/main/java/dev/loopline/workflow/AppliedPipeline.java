package dev.loopline.workflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of a product, and the commit that it came with.
 *
 * @param paused where it is
 * @param nextSlot the next by the wall clock, where it has one; while it is paused, the first that
 *     waits
 */
public record AppliedPipeline(
    String commit,
    Instant appliedAt,
    PipelineSpec spec,
    @Nullable Paused paused,
    @Nullable Instant nextSlot) {

  /** Who has paused it, why and when. */
  public record Paused(String by, String reason, Instant at) {}
}
