package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The statements over the history: it is added to and read, nothing else. */
public final class HistoryDao {
  private static final String SELECT =
      "select id, model_no, model, version, at, event_time, actor, change, evidence"
          + " from model_change";

  private static final RowMapper<Change> CHANGE =
      (rs, ctx) ->
          new Change(
              rs.getLong("id"),
              rs.getString("model"),
              rs.getInt("version"),
              Instant.ofEpochMilli(rs.getLong("at")),
              Instant.ofEpochMilli(rs.getLong("event_time")),
              rs.getString("actor"),
              rs.getString("change"),
              Json.read(rs.getString("evidence"), JsonNode.class));

  private HistoryDao() {}

  /** The new entry's number. */
  static long append(Tx tx, long modelNo, Change change) {
    return tx.handle()
        .createQuery(
            """
            insert into model_change
              (model_no, model, version, at, event_time, actor, change, evidence)
            values (:no, :model, :version, :at, :eventTime, :actor, :change, :evidence)
            returning id
            """)
        .bind("no", modelNo)
        .bind("model", change.model())
        .bind("version", change.version())
        .bind("at", change.at())
        .bind("eventTime", change.eventTime())
        .bind("actor", change.actor())
        .bind("change", change.change())
        .bind("evidence", Json.write(change.evidence()))
        .mapTo(Long.class)
        .one();
  }

  public static Optional<Change> find(Handle h, long id) {
    return h.createQuery(SELECT + " where id = :id").bind("id", id).map(CHANGE).findOne();
  }

  /** The entries of versions, oldest first. */
  static List<Change> ofVersions(Handle h, List<VersionKey> keys) {
    return InChunks.ofVersions(h, SELECT + " where (model_no, version) in", keys, CHANGE).stream()
        .sorted(java.util.Comparator.comparingLong(Change::id))
        .toList();
  }

  /** The entries of a living model, through all its names; newest first. */
  static List<Change> ofModel(Handle h, long modelNo, long before, int limit) {
    return h.createQuery(
            SELECT + " where model_no = :no and id < :before order by id desc limit :limit")
        .bind("no", modelNo)
        .bind("before", before)
        .bind("limit", limit)
        .map(CHANGE)
        .list();
  }

  /** The entries under a name that no model has any more; newest first. */
  static List<Change> ofName(Handle h, String model, long before, int limit) {
    return h.createQuery(
            SELECT + " where model = :model and id < :before order by id desc limit :limit")
        .bind("model", model)
        .bind("before", before)
        .bind("limit", limit)
        .map(CHANGE)
        .list();
  }
}
