package dev.loopline.workflow.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.PipelineSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements over applied pipelines. */
final class PipelineDao {
  private static final String SELECT =
      """
      select product, commit_id, artifact, spec, applied_at from workflow_pipeline
      where active = 1 and product = :product
      """;
  private static final RowMapper<PipelineRow> ROW =
      (rs, ctx) ->
          new PipelineRow(
              rs.getString("product"),
              rs.getString("commit_id"),
              RunDao.digest(rs.getString("artifact")),
              Json.read(rs.getString("spec"), PipelineSpec.class),
              Instant.ofEpochMilli(rs.getLong("applied_at")));

  private PipelineDao() {}

  static void retireAll(Tx tx, String product) {
    tx.handle()
        .createUpdate("update workflow_pipeline set active = 0 where product = :product")
        .bind("product", product)
        .execute();
  }

  static void put(Tx tx, PipelineRow row) {
    Digest artifact = row.artifact();
    String spec = Json.write(row.spec());
    BlobDao.name(tx, row.product() + "/" + row.spec().name(), artifact, List.of(spec));
    tx.handle()
        .createUpdate(
            """
            insert into workflow_pipeline (product, name, commit_id, artifact, spec, active,
              applied_at)
            values (:product, :name, :commit, :artifact, :spec, 1, :at)
            on conflict (product, name) do update set commit_id = excluded.commit_id,
              artifact = excluded.artifact, spec = excluded.spec, active = 1,
              applied_at = excluded.applied_at
            """)
        .bind("product", row.product())
        .bind("name", row.spec().name())
        .bind("commit", row.commit())
        .bind("artifact", artifact == null ? null : artifact.hex())
        .bind("spec", spec)
        .bind("at", row.appliedAt())
        .execute();
  }

  /**
   * The pipeline; locked until the end of the transaction, so that of two starts the second sees
   * the first's run, and that a run's end and a start do not miss each other.
   */
  static Optional<PipelineRow> lock(Tx tx, String product, String name, Dialect dialect) {
    return tx.handle()
        .createQuery(SELECT + "and name = :name " + dialect.forUpdate())
        .bind("product", product)
        .bind("name", name)
        .map(ROW)
        .findOne();
  }

  static List<PipelineRow> list(Handle h, String product) {
    return h.createQuery(SELECT + "order by name").bind("product", product).map(ROW).list();
  }
}
