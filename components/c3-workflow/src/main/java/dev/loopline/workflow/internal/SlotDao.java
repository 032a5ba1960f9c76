package dev.loopline.workflow.internal;

import dev.loopline.kernel.db.Tx;
import java.time.Instant;

/** The statements over slots that were taken, each by one run or by none that was let in. */
final class SlotDao {
  private SlotDao() {}

  /** False where the slot was taken before: by an earlier look, or by another trigger. */
  static boolean take(Tx tx, String product, String pipeline, Instant slot, Instant now) {
    return tx.handle()
            .createUpdate(
                """
                insert into workflow_slot (product, pipeline, slot_at, taken_at)
                values (:product, :pipeline, :slot, :now)
                on conflict (product, pipeline, slot_at) do nothing
                """)
            .bind("product", product)
            .bind("pipeline", pipeline)
            .bind("slot", slot.toEpochMilli())
            .bind("now", now.toEpochMilli())
            .execute()
        > 0;
  }

  static void run(Tx tx, String product, String pipeline, Instant slot, String run) {
    tx.handle()
        .createUpdate(
            """
            update workflow_slot set run_id = :run
            where product = :product and pipeline = :pipeline and slot_at = :slot
            """)
        .bind("run", run)
        .bind("product", product)
        .bind("pipeline", pipeline)
        .bind("slot", slot.toEpochMilli())
        .execute();
  }
}
