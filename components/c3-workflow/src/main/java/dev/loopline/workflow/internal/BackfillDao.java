package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.Backfills.Asked;
import dev.loopline.workflow.internal.BackfillRow.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The statements over backfills. */
final class BackfillDao {
  private static final String SELECT =
      """
      select id, product, pipeline, from_at, until_at, parallel, parameters, state, actor,
        started_at, ended_at
      from workflow_backfill
      """;
  private static final RowMapper<BackfillRow> ROW =
      (rs, ctx) ->
          new BackfillRow(
              rs.getString("id"),
              new Asked(
                  rs.getString("product"),
                  rs.getString("pipeline"),
                  Instant.ofEpochMilli(rs.getLong("from_at")),
                  Instant.ofEpochMilli(rs.getLong("until_at")),
                  rs.getInt("parallel"),
                  parameters(rs.getString("parameters"))),
              State.valueOf(rs.getString("state")),
              rs.getString("actor"),
              Instant.ofEpochMilli(rs.getLong("started_at")),
              RunDao.instant(rs, "ended_at"));

  private BackfillDao() {}

  private static Map<String, JsonNode> parameters(String json) {
    Map<String, JsonNode> parameters = new HashMap<>();
    Json.parse(json).properties().forEach(e -> parameters.put(e.getKey(), e.getValue()));
    return parameters;
  }

  static void insert(Tx tx, BackfillRow row) {
    Asked asked = row.asked();
    String parameters = Json.write(asked.parameters());
    BlobDao.name(tx, row.id(), null, List.of(parameters));
    tx.handle()
        .createUpdate(
            """
            insert into workflow_backfill (id, product, pipeline, from_at, until_at, parallel,
              parameters, state, actor, started_at)
            values (:id, :product, :pipeline, :from, :until, :parallel, :parameters, :state,
              :actor, :at)
            """)
        .bind("id", row.id())
        .bind("product", asked.product())
        .bind("pipeline", asked.pipeline())
        .bind("from", asked.from().toEpochMilli())
        .bind("until", asked.until().toEpochMilli())
        .bind("parallel", asked.parallel())
        .bind("parameters", parameters)
        .bind("state", row.state().name())
        .bind("actor", row.actor())
        .bind("at", row.at().toEpochMilli())
        .execute();
  }

  static Optional<BackfillRow> find(Handle h, String id) {
    return h.createQuery(SELECT + "where id = :id").bind("id", id).map(ROW).findOne();
  }

  /** The backfill; locked, so that of two ends of runs the second sees what the first has begun. */
  static Optional<BackfillRow> lock(Tx tx, String id, Dialect dialect) {
    return tx.handle()
        .createQuery(SELECT + "where id = :id " + dialect.forUpdate())
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  static List<BackfillRow> page(
      Handle h, String product, @Nullable String pipeline, @Nullable String before, int limit) {
    return h.createQuery(
            SELECT
                + """
                where product = :product and (:anyPipeline = 1 or pipeline = :pipeline)
                  and (:anyId = 1 or id < :before)
                order by id desc limit :limit
                """)
        .bind("product", product)
        .bind("anyPipeline", pipeline == null ? 1 : 0)
        .bind("pipeline", pipeline == null ? "" : pipeline)
        .bind("anyId", before == null ? 1 : 0)
        .bind("before", before == null ? "" : before)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  static void end(Tx tx, String id, State state, Instant now) {
    tx.handle()
        .createUpdate("update workflow_backfill set state = :state, ended_at = :now where id = :id")
        .bind("state", state.name())
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }
}
