package dev.loopline.workflow.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.PipelineSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterable;
import org.jspecify.annotations.Nullable;

/** The statements over runs. */
final class RunDao {
  private static final String SELECT =
      """
      select id, product, commit_id, artifact, spec, applied, state, trigger_by, actor, parameters,
        event_time, slot_at, started_at, ended_at
      from workflow_run
      """;
  private static final RowMapper<RunRow> ROW =
      (rs, ctx) ->
          new RunRow(
              rs.getString("id"),
              rs.getString("product"),
              rs.getString("commit_id"),
              digest(rs.getString("artifact")),
              Json.read(rs.getString("spec"), PipelineSpec.class),
              rs.getInt("applied") == 1,
              RunState.valueOf(rs.getString("state")),
              rs.getString("trigger_by"),
              rs.getString("actor"),
              Json.parse(rs.getString("parameters")),
              Instant.ofEpochMilli(rs.getLong("event_time")),
              instant(rs, "slot_at"),
              Instant.ofEpochMilli(rs.getLong("started_at")),
              instant(rs, "ended_at"));

  private RunDao() {}

  static @Nullable Digest digest(@Nullable String hex) {
    return hex == null ? null : new Digest(hex);
  }

  static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
    long millis = rs.getLong(column);
    return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  static @Nullable Long millis(@Nullable Instant at) {
    return at == null ? null : at.toEpochMilli();
  }

  static void insert(Tx tx, RunRow run) {
    Digest artifact = run.artifact();
    String spec = Json.write(run.pipeline());
    String parameters = Json.write(run.parameters());
    BlobDao.name(tx, run.id(), artifact, List.of(spec, parameters));
    tx.handle()
        .createUpdate(
            """
            insert into workflow_run (id, product, pipeline, commit_id, artifact, spec, applied,
              state, trigger_by, actor, parameters, event_time, slot_at, started_at)
            values (:id, :product, :pipeline, :commit, :artifact, :spec, :applied,
              :state, :trigger, :actor, :parameters, :eventTime, :slot, :startedAt)
            """)
        .bind("id", run.id())
        .bind("product", run.product())
        .bind("pipeline", run.pipeline().name())
        .bind("commit", run.commit())
        .bind("artifact", artifact == null ? null : artifact.hex())
        .bind("spec", spec)
        .bind("applied", run.applied() ? 1 : 0)
        .bind("state", run.state().name())
        .bind("trigger", run.trigger())
        .bind("actor", run.actor())
        .bind("parameters", parameters)
        .bind("eventTime", run.eventTime().toEpochMilli())
        .bindByType("slot", millis(run.slot()), Long.class)
        .bind("startedAt", run.startedAt().toEpochMilli())
        .execute();
  }

  /** The run; locked, so that two happenings to it take turns on PostgreSQL. */
  static Optional<RunRow> lock(Tx tx, String id, Dialect dialect) {
    return tx.handle()
        .createQuery(SELECT + "where id = :id " + dialect.forUpdate())
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  static Optional<RunRow> find(Handle h, String id) {
    return h.createQuery(SELECT + "where id = :id").bind("id", id).map(ROW).findOne();
  }

  static void move(Tx tx, String id, RunState state, Instant startedAt, @Nullable Instant endedAt) {
    tx.handle()
        .createUpdate(
            """
            update workflow_run set state = :state, started_at = :startedAt, ended_at = :endedAt
            where id = :id
            """)
        .bind("state", state.name())
        .bind("startedAt", startedAt.toEpochMilli())
        .bind("endedAt", millis(endedAt))
        .bind("id", id)
        .execute();
  }

  /** How many runs of an applied pipeline stand there. */
  static long count(Handle h, RunState state, String product, String pipeline) {
    return h.createQuery(
            """
            select count(*) from workflow_run
            where state = :state and product = :product and pipeline = :pipeline and applied = 1
            """)
        .bind("state", state.name())
        .bind("product", product)
        .bind("pipeline", pipeline)
        .mapTo(Long.class)
        .one();
  }

  /** The run of an applied pipeline that has stood there longest. */
  static Optional<String> first(Handle h, RunState state, String product, String pipeline) {
    return standing(h, state, product, pipeline, " limit 1").findOne();
  }

  /** The runs of an applied pipeline that stand there, the oldest first. */
  static List<String> all(Handle h, RunState state, String product, String pipeline) {
    return standing(h, state, product, pipeline, "").list();
  }

  private static ResultIterable<String> standing(
      Handle h, RunState state, String product, String pipeline, String limit) {
    return h.createQuery(
            """
            select id from workflow_run
            where state = :state and product = :product and pipeline = :pipeline and applied = 1
            order by id
            """
                + limit)
        .bind("state", state.name())
        .bind("product", product)
        .bind("pipeline", pipeline)
        .mapTo(String.class);
  }

  static List<RunRow> page(
      Handle h, String product, @Nullable String pipeline, @Nullable String before, int limit) {
    String wanted = pipeline == null ? "" : " and pipeline = :pipeline";
    String from = before == null ? "" : " and id < :before";
    var query =
        h.createQuery(
            SELECT + "where product = :product" + wanted + from + " order by id desc limit :limit");
    if (pipeline != null) {
      query.bind("pipeline", pipeline);
    }
    if (before != null) {
      query.bind("before", before);
    }
    return query.bind("product", product).bind("limit", limit).map(ROW).list();
  }

  static long outstanding(Handle h) {
    return h.createQuery("select count(*) from workflow_run where state in ('PENDING', 'RUNNING')")
        .mapTo(Long.class)
        .one();
  }
}
