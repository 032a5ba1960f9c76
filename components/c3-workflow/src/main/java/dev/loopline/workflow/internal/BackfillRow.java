package dev.loopline.workflow.internal;

import dev.loopline.workflow.Backfills;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A backfill, but for its slots. */
record BackfillRow(
    String id,
    Backfills.Asked asked,
    State state,
    String actor,
    Instant at,
    @Nullable Instant end) {
  /** Where a backfill stands. */
  enum State {
    RUNNING,
    ENDED,
    CANCELLED
  }

  Backfills.View view(List<Backfills.Slot> slots) {
    return new Backfills.View(
        id,
        asked.product(),
        asked.pipeline(),
        asked.from(),
        asked.until(),
        asked.parallel(),
        state.name(),
        actor,
        at,
        end,
        slots);
  }
}
