package dev.loopline.metadata.internal;

import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunArtifact;
import dev.loopline.metadata.TrackingError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements over what runs logged. */
public final class RunDataDao {
  /** Well below the bound parameters that one statement may have. */
  private static final int CHUNK = 1_000;

  private static final RowMapper<Metric> METRIC =
      (rs, ctx) ->
          new Metric(
              rs.getString("key"),
              rs.getInt("is_nan") == 1 ? Double.NaN : rs.getDouble("value"),
              rs.getLong("timestamp_ms"),
              rs.getLong("step"));

  private RunDataDao() {}

  public static void insertParams(Tx tx, String run, List<Map.Entry<String, String>> params) {
    for (Map.Entry<String, String> param : params) {
      boolean isNew =
          tx.handle()
                  .createUpdate(
                      """
                      insert into run_param (run_id, key, value) values (:run, :key, :value)
                      on conflict (run_id, key) do nothing
                      """)
                  .bind("run", run)
                  .bind("key", param.getKey())
                  .bind("value", param.getValue())
                  .execute()
              > 0;
      if (!isNew) {
        requireUnchanged(tx, run, param);
      }
    }
  }

  private static void requireUnchanged(Tx tx, String run, Map.Entry<String, String> param) {
    String old =
        tx.handle()
            .createQuery("select value from run_param where run_id = :run and key = :key")
            .bind("run", run)
            .bind("key", param.getKey())
            .mapTo(String.class)
            .one();
    if (!old.equals(param.getValue())) {
      throw new LooplineException(
          TrackingError.INVALID_PARAMETER_VALUE,
          "Changing param values is not allowed. Params were already logged='[{'key': '"
              + param.getKey()
              + "', 'old_value': '"
              + old
              + "', 'new_value': '"
              + param.getValue()
              + "'}]' for run ID='"
              + run
              + "'.");
    }
  }

  public static void setTag(Tx tx, String run, String key, String value) {
    tx.handle()
        .createUpdate(
            """
            insert into run_tag (run_id, key, value) values (:run, :key, :value)
            on conflict (run_id, key) do update set value = excluded.value
            """)
        .bind("run", run)
        .bind("key", key)
        .bind("value", value)
        .execute();
  }

  public static boolean deleteTag(Tx tx, String run, String key) {
    return tx.handle()
            .createUpdate("delete from run_tag where run_id = :run and key = :key")
            .bind("run", run)
            .bind("key", key)
            .execute()
        > 0;
  }

  /** Points, and the latest of each key: the greatest by step, timestamp, value. */
  public static void insertMetrics(Tx tx, String run, List<Metric> metrics) {
    if (metrics.isEmpty()) {
      return;
    }
    PreparedBatch points =
        tx.handle()
            .prepareBatch(
                """
                insert into run_metric (run_id, key, timestamp_ms, step, value, is_nan)
                values (:run, :key, :timestamp, :step, :value, :nan) on conflict do nothing
                """);
    Map<String, Metric> latest = new HashMap<>();
    for (Metric metric : metrics) {
      bind(points, run, metric);
      latest.merge(metric.key(), metric, (a, b) -> isLater(b, a) ? b : a);
    }
    points.execute();
    PreparedBatch upserts =
        tx.handle()
            .prepareBatch(
                """
                insert into run_metric_latest (run_id, key, timestamp_ms, step, value, is_nan)
                values (:run, :key, :timestamp, :step, :value, :nan)
                on conflict (run_id, key) do update set
                  timestamp_ms = excluded.timestamp_ms, step = excluded.step,
                  value = excluded.value, is_nan = excluded.is_nan
                where excluded.step > run_metric_latest.step
                  or (excluded.step = run_metric_latest.step
                    and (excluded.timestamp_ms > run_metric_latest.timestamp_ms
                      or (excluded.timestamp_ms = run_metric_latest.timestamp_ms
                        and excluded.value > run_metric_latest.value)))
                """);
    latest.values().forEach(metric -> bind(upserts, run, metric));
    upserts.execute();
  }

  private static boolean isLater(Metric a, Metric b) {
    if (a.step() != b.step()) {
      return a.step() > b.step();
    }
    return a.timestamp() != b.timestamp() ? a.timestamp() > b.timestamp() : a.value() > b.value();
  }

  private static void bind(PreparedBatch batch, String run, Metric metric) {
    boolean nan = Double.isNaN(metric.value());
    batch
        .bind("run", run)
        .bind("key", metric.key())
        .bind("timestamp", metric.timestamp())
        .bind("step", metric.step())
        .bind("value", nan ? 0.0 : metric.value())
        .bind("nan", nan ? 1 : 0)
        .add();
  }

  public static List<Metric> history(Handle h, String run, String key) {
    return h.createQuery(
            """
            select key, timestamp_ms, step, value, is_nan from run_metric
            where run_id = :run and key = :key order by timestamp_ms, step, value
            """)
        .bind("run", run)
        .bind("key", key)
        .map(METRIC)
        .list();
  }

  /** Puts to bare runs what they logged, with one statement for each kind and chunk. */
  static List<Run> fill(Handle h, List<Run> runs) {
    List<Run> filled = new ArrayList<>(runs.size());
    for (int from = 0; from < runs.size(); from += CHUNK) {
      filled.addAll(fillChunk(h, runs.subList(from, Math.min(from + CHUNK, runs.size()))));
    }
    return filled;
  }

  private static List<Run> fillChunk(Handle h, List<Run> runs) {
    List<String> ids = runs.stream().map(Run::id).toList();
    Map<String, Map<String, String>> params = pairs(h, "run_param", ids);
    Map<String, Map<String, String>> tags = pairs(h, "run_tag", ids);
    Map<String, List<Metric>> metrics = new HashMap<>();
    h.createQuery(
            """
            select run_id, key, timestamp_ms, step, value, is_nan from run_metric_latest
            where run_id in (<ids>) order by key
            """)
        .bindList("ids", ids)
        .map(
            (rs, ctx) ->
                metrics
                    .computeIfAbsent(rs.getString("run_id"), r -> new ArrayList<>())
                    .add(METRIC.map(rs, ctx)))
        .list();
    return runs.stream()
        .map(
            r ->
                new Run(
                    r.id(),
                    r.experimentId(),
                    r.name(),
                    r.user(),
                    r.status(),
                    r.lifecycle(),
                    r.startedAt(),
                    r.endedAt(),
                    params.getOrDefault(r.id(), Map.of()),
                    tags.getOrDefault(r.id(), Map.of()),
                    metrics.getOrDefault(r.id(), List.of())))
        .toList();
  }

  /**
   * @param table one of this class's own two names, never from outside
   */
  private static Map<String, Map<String, String>> pairs(Handle h, String table, List<String> ids) {
    Map<String, Map<String, String>> pairs = new HashMap<>();
    h.createQuery("select run_id, key, value from " + table + " where run_id in (<ids>)")
        .bindList("ids", ids)
        .map(
            (rs, ctx) ->
                pairs
                        .computeIfAbsent(rs.getString("run_id"), r -> new HashMap<>())
                        .put(rs.getString("key"), rs.getString("value"))
                    == null)
        .list();
    return pairs;
  }

  public static void putArtifact(Tx tx, String run, String path, Blob blob) {
    tx.handle()
        .createUpdate(
            """
            insert into run_artifact (run_id, path, digest, size)
            values (:run, :path, :digest, :size)
            on conflict (run_id, path) do update set digest = excluded.digest, size = excluded.size
            """)
        .bind("run", run)
        .bind("path", path)
        .bind("digest", blob.digest().hex())
        .bind("size", blob.size())
        .execute();
  }

  public static List<RunArtifact> artifacts(Handle h, String run, String below) {
    return h.createQuery(
            """
            select path, digest, size from run_artifact
            where run_id = :run and (:below = '' or path = :below
              or substr(path, 1, length(:below) + 1) = :below || '/')
            order by path
            """)
        .bind("run", run)
        .bind("below", below)
        .map(
            (rs, ctx) ->
                new RunArtifact(
                    rs.getString("path"), new Digest(rs.getString("digest")), rs.getLong("size")))
        .list();
  }
}
