package dev.loopline.workflow.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.workflow.Backfills;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The statements over slots that were taken, each by one run or by none that was let in. */
final class SlotDao {
  private static final String SELECT =
      """
      select s.slot_at, s.run_id, s.backfill_id, r.state from workflow_slot s
      left join workflow_run r on r.id = s.run_id
      """;
  private static final RowMapper<Taken> ROW =
      (rs, ctx) -> {
        String state = rs.getString("state");
        return new Taken(
            Instant.ofEpochMilli(rs.getLong("slot_at")),
            rs.getString("run_id"),
            rs.getString("backfill_id"),
            state == null ? null : RunState.valueOf(state));
      };

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

  /** A slot that was taken: by a run, by a backfill whose turn has not come, or by nothing. */
  record Taken(
      Instant slot, @Nullable String run, @Nullable String backfill, @Nullable RunState state) {
    /** Whether a backfill leaves it as it is. */
    boolean exists() {
      return run != null || backfill != null;
    }

    boolean waits() {
      return run == null && backfill != null;
    }

    boolean isUnderWay() {
      return state != null && !state.ended();
    }

    Backfills.Slot view() {
      String word = state == null ? waits() ? "WAITING" : "MISSING" : state.name();
      return new Backfills.Slot(slot, run, word);
    }
  }

  static List<Taken> within(
      Handle h, String product, String pipeline, Instant from, Instant until) {
    return h.createQuery(
            SELECT
                + """
                where s.product = :product and s.pipeline = :pipeline
                  and s.slot_at >= :from and s.slot_at < :until
                """)
        .bind("product", product)
        .bind("pipeline", pipeline)
        .bind("from", from.toEpochMilli())
        .bind("until", until.toEpochMilli())
        .map(ROW)
        .list();
  }

  /** A backfill's slots, the oldest first. */
  static List<Taken> of(Handle h, String backfill) {
    return h.createQuery(SELECT + "where s.backfill_id = :backfill order by s.slot_at")
        .bind("backfill", backfill)
        .map(ROW)
        .list();
  }

  /** The backfill that a run belongs to. */
  static Optional<String> backfillOf(Handle h, String run) {
    return h.createQuery(
            """
            select backfill_id from workflow_slot
            where run_id = :run and backfill_id is not null
            """)
        .bind("run", run)
        .mapTo(String.class)
        .findOne();
  }

  /** Gives slots to a backfill, but for those that a run or another backfill has. */
  static void reserve(Tx tx, BackfillRow backfill, List<Instant> slots) {
    PreparedBatch batch =
        tx.handle()
            .prepareBatch(
                """
                insert into workflow_slot (product, pipeline, slot_at, backfill_id, taken_at)
                values (:product, :pipeline, :slot, :backfill, :now)
                on conflict (product, pipeline, slot_at) do update
                  set backfill_id = excluded.backfill_id
                  where workflow_slot.run_id is null and workflow_slot.backfill_id is null
                """);
    for (Instant slot : slots) {
      batch
          .bind("product", backfill.asked().product())
          .bind("pipeline", backfill.asked().pipeline())
          .bind("slot", slot.toEpochMilli())
          .bind("backfill", backfill.id())
          .bind("now", backfill.at().toEpochMilli())
          .add();
    }
    batch.execute();
  }

  /** Lets go of a backfill's slots that have no run. */
  static void release(Tx tx, String backfill) {
    tx.handle()
        .createUpdate("delete from workflow_slot where backfill_id = :backfill and run_id is null")
        .bind("backfill", backfill)
        .execute();
  }
}
