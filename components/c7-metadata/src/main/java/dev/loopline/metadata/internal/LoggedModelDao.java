package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.metadata.LoggedModelStatus;
import dev.loopline.metadata.ModelMetric;
import dev.loopline.metadata.NewLoggedModel;
import dev.loopline.metadata.TrackingError;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The statements over logged models; their points are {@link ModelMetricDao}'s. */
final class LoggedModelDao {
  private static final String SELECT =
      """
      select m.no, m.id, m.experiment_id, m.name, m.model_type, m.source_run_id, m.status,
        m.created_at, m.updated_at, m.deleted_at, e.artifact_location
      from logged_model m join experiment e on e.id = m.experiment_id
      """;

  private LoggedModelDao() {}

  /** A model with the number by which what belongs to it refers to it. */
  record Row(long no, LoggedModel model) {}

  static long insert(Tx tx, String id, String name, NewLoggedModel model, Instant now) {
    return tx.handle()
        .createQuery(
            """
            insert into logged_model
              (id, experiment_id, name, model_type, source_run_id, status, created_at, updated_at)
            values (:id, :experiment, :name, :type, :run, 'LOGGED_MODEL_PENDING', :now, :now)
            returning no
            """)
        .bind("id", id)
        .bind("experiment", model.experimentId())
        .bind("name", name)
        .bind("type", model.modelType())
        .bind("run", model.sourceRunId())
        .bind("now", now)
        .mapTo(Long.class)
        .one();
  }

  static Optional<Row> find(Handle h, String id) {
    return rows(h, Sql.of(SELECT).then("where m.id = ?", id)).stream().findFirst();
  }

  static Row require(Handle h, String id) {
    return find(h, id).orElseThrow(() -> noSuchModel(id));
  }

  static List<Row> list(Handle h, Sql where, Sql order, int offset, int limit) {
    return rows(
        h,
        Sql.of(SELECT)
            .then("where ")
            .then(where)
            .then(" order by ")
            .then(order)
            .then(" limit ? offset ?", limit, offset));
  }

  private static List<Row> rows(Handle h, Sql sql) {
    List<Row> bare = Rows.list(h, sql, LoggedModelDao::bare);
    if (bare.isEmpty()) {
      return bare;
    }
    List<Long> numbers = bare.stream().map(Row::no).toList();
    Map<Long, Map<String, String>> params = pairs(h, "logged_model_param", numbers);
    Map<Long, Map<String, String>> tags = pairs(h, "logged_model_tag", numbers);
    Map<Long, List<ModelMetric>> metrics = ModelMetricDao.of(h, numbers);
    return bare.stream()
        .map(
            row ->
                filled(
                    row,
                    tags.getOrDefault(row.no(), Map.of()),
                    params.getOrDefault(row.no(), Map.of()),
                    metrics.getOrDefault(row.no(), List.of())))
        .toList();
  }

  private static Row bare(ResultSet rs, StatementContext ctx) throws SQLException {
    rs.getLong("deleted_at");
    Lifecycle lifecycle = rs.wasNull() ? Lifecycle.ACTIVE : Lifecycle.DELETED;
    String id = rs.getString("id");
    String location = rs.getString("artifact_location");
    String root = location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    return new Row(
        rs.getLong("no"),
        new LoggedModel(
            id,
            rs.getLong("experiment_id"),
            rs.getString("name"),
            rs.getString("model_type"),
            rs.getString("source_run_id"),
            LoggedModelStatus.valueOf(rs.getString("status")),
            lifecycle,
            Instant.ofEpochMilli(rs.getLong("created_at")),
            Instant.ofEpochMilli(rs.getLong("updated_at")),
            root + "/models/" + id + "/artifacts",
            Map.of(),
            Map.of(),
            List.of()));
  }

  private static Row filled(
      Row row, Map<String, String> tags, Map<String, String> params, List<ModelMetric> metrics) {
    LoggedModel m = row.model();
    return new Row(
        row.no(),
        new LoggedModel(
            m.id(),
            m.experimentId(),
            m.name(),
            m.modelType(),
            m.sourceRunId(),
            m.status(),
            m.lifecycle(),
            m.createdAt(),
            m.updatedAt(),
            m.artifactUri(),
            tags,
            params,
            metrics));
  }

  /**
   * @param table one of this class's own two names, never from outside
   */
  private static Map<Long, Map<String, String>> pairs(Handle h, String table, List<Long> numbers) {
    Map<Long, Map<String, String>> pairs = new HashMap<>();
    h.createQuery("select model_no, key, value from " + table + " where model_no in (<numbers>)")
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                pairs
                    .computeIfAbsent(rs.getLong(1), m -> new HashMap<>())
                    .put(rs.getString(2), rs.getString(3)))
        .list();
    return pairs;
  }

  static void setStatus(Tx tx, long no, LoggedModelStatus status, Instant now) {
    tx.handle()
        .createUpdate("update logged_model set status = :status, updated_at = :now where no = :no")
        .bind("no", no)
        .bind("status", status.name())
        .bind("now", now)
        .execute();
  }

  /** False where it is deleted already. */
  static boolean delete(Tx tx, long no, Instant now) {
    return tx.handle()
            .createUpdate(
                """
                update logged_model set deleted_at = :now, updated_at = :now
                where no = :no and deleted_at is null
                """)
            .bind("no", no)
            .bind("now", now)
            .execute()
        > 0;
  }

  static void setTag(Tx tx, long no, String key, String value) {
    tx.handle()
        .createUpdate(
            """
            insert into logged_model_tag (model_no, key, value) values (:no, :key, :value)
            on conflict (model_no, key) do update set value = excluded.value
            """)
        .bind("no", no)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  static boolean deleteTag(Tx tx, long no, String key) {
    return tx.handle()
            .createUpdate("delete from logged_model_tag where model_no = :no and key = :key")
            .bind("no", no)
            .bind("key", key)
            .execute()
        > 0;
  }

  /** The value that the parameter has now: that of whoever came first. */
  static String addParam(Tx tx, long no, String key, String value) {
    tx.handle()
        .createUpdate(
            """
            insert into logged_model_param (model_no, key, value) values (:no, :key, :value)
            on conflict do nothing
            """)
        .bind("no", no)
        .bind("key", key)
        .bind("value", value)
        .execute();
    return tx.handle()
        .createQuery("select value from logged_model_param where model_no = :no and key = :key")
        .bind("no", no)
        .bind("key", key)
        .mapTo(String.class)
        .one();
  }

  /** Of two that add to a tag at once, one waits for the other: each reads what it adds to. */
  static void lock(Tx tx, long no) {
    tx.handle()
        .createUpdate("update logged_model set updated_at = updated_at where no = :no")
        .bind("no", no)
        .execute();
  }

  static @Nullable String tag(Handle h, long no, String key) {
    return h.createQuery("select value from logged_model_tag where model_no = :no and key = :key")
        .bind("no", no)
        .bind("key", key)
        .mapTo(String.class)
        .findOne()
        .orElse(null);
  }

  static LooplineException noSuchModel(String id) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST, "Logged model with ID '" + id + "' not found.");
  }
}
