package dev.loopline.workflow.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.workflow.AppliedPipeline.Paused;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over pipelines that are paused. */
final class PauseDao {
  private PauseDao() {}

  static void put(Tx tx, String product, String pipeline, Paused paused) {
    tx.handle()
        .createUpdate(
            """
            insert into workflow_pause (product, pipeline, actor, reason, paused_at)
            values (:product, :pipeline, :actor, :reason, :at)
            on conflict (product, pipeline) do update set actor = excluded.actor,
              reason = excluded.reason, paused_at = excluded.paused_at
            """)
        .bind("product", product)
        .bind("pipeline", pipeline)
        .bind("actor", paused.by())
        .bind("reason", paused.reason())
        .bind("at", paused.at().toEpochMilli())
        .execute();
  }

  /** False where it was not paused. */
  static boolean delete(Tx tx, String product, String pipeline) {
    return tx.handle()
            .createUpdate(
                "delete from workflow_pause where product = :product and pipeline = :pipeline")
            .bind("product", product)
            .bind("pipeline", pipeline)
            .execute()
        > 0;
  }

  static Optional<Paused> find(Handle h, String product, String pipeline) {
    return Optional.ofNullable(all(h, product).get(pipeline));
  }

  /** By pipeline. */
  static Map<String, Paused> all(Handle h, String product) {
    Map<String, Paused> paused = new HashMap<>();
    h.createQuery(
            """
            select pipeline, actor, reason, paused_at from workflow_pause where product = :product
            """)
        .bind("product", product)
        .map(
            (rs, ctx) ->
                Map.entry(
                    rs.getString("pipeline"),
                    new Paused(
                        rs.getString("actor"),
                        rs.getString("reason"),
                        Instant.ofEpochMilli(rs.getLong("paused_at")))))
        .forEach(entry -> paused.put(entry.getKey(), entry.getValue()));
    return paused;
  }
}
