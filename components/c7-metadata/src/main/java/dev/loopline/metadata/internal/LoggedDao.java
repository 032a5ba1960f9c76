package dev.loopline.metadata.internal;

import dev.loopline.metadata.DatasetInput;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what runs logged. */
final class LoggedDao {
  private static final int CHUNK = 500;

  private LoggedDao() {}

  /** Puts to runs what they logged, with one statement for each kind and chunk. */
  static List<Run> fill(Handle h, List<RunRow> rows) {
    List<Run> filled = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += CHUNK) {
      filled.addAll(fillChunk(h, rows.subList(from, Math.min(from + CHUNK, rows.size()))));
    }
    return filled;
  }

  private static List<Run> fillChunk(Handle h, List<RunRow> rows) {
    List<Long> numbers = rows.stream().map(RunRow::no).toList();
    Map<Long, Map<String, String>> params = pairs(h, "run_param", numbers);
    Map<Long, Map<String, String>> tags = pairs(h, "run_tag", numbers);
    Map<Long, List<Metric>> metrics = latest(h, numbers);
    Map<Long, List<DatasetInput>> inputs = DatasetDao.inputs(h, numbers);
    Map<Long, RunModelDao.Models> models = RunModelDao.of(h, numbers);
    return rows.stream()
        .map(
            row ->
                new Run(
                    row.info(),
                    params.getOrDefault(row.no(), Map.of()),
                    tags.getOrDefault(row.no(), Map.of()),
                    metrics.getOrDefault(row.no(), List.of()),
                    inputs.getOrDefault(row.no(), List.of()),
                    models.getOrDefault(row.no(), RunModelDao.NONE).inputs(),
                    models.getOrDefault(row.no(), RunModelDao.NONE).outputs()))
        .toList();
  }

  /**
   * @param table one of this class's own two names, never from outside
   */
  private static Map<Long, Map<String, String>> pairs(Handle h, String table, List<Long> numbers) {
    Map<Long, Map<String, String>> pairs = new HashMap<>();
    h.createQuery(
            "select p.run_no, n.name, p.value from "
                + table
                + " p join logged_name n on n.no = p.key_no where p.run_no in (<numbers>)")
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                pairs
                    .computeIfAbsent(rs.getLong(1), r -> new HashMap<>())
                    .put(rs.getString(2), rs.getString(3)))
        .list();
    return pairs;
  }

  private static Map<Long, List<Metric>> latest(Handle h, List<Long> numbers) {
    Map<Long, List<Metric>> metrics = new HashMap<>();
    h.createQuery(
            """
            select m.run_no, n.name, m.value, m.is_nan, m.at, m.step
            from run_metric_latest m join logged_name n on n.no = m.key_no
            where m.run_no in (<numbers>) order by n.name
            """)
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                metrics
                    .computeIfAbsent(rs.getLong(1), r -> new ArrayList<>())
                    .add(
                        new Metric(
                            rs.getString(2),
                            value(rs.getDouble(3), rs.getInt(4)),
                            rs.getLong(5),
                            rs.getLong(6))))
        .list();
    return metrics;
  }

  static double value(double stored, int isNaN) {
    return isNaN == 1 ? Double.NaN : stored;
  }

  /** The points of a metric with a step from one to another, in the order of steps. */
  static List<Metric> points(Handle h, long run, long key, String name, long from, long to) {
    return h.createQuery(
            """
            select step, at, value, is_nan from run_metric
            where run_no = :run and key_no = :key and step between :from and :to
            order by step, at, value
            """)
        .bind("run", run)
        .bind("key", key)
        .bind("from", from)
        .bind("to", to)
        .map((rs, ctx) -> point(name, rs))
        .list();
  }

  /** A point from {@code step, at, value, is_nan}. */
  static Metric point(String name, ResultSet rs) throws SQLException {
    return new Metric(name, value(rs.getDouble(3), rs.getInt(4)), rs.getLong(2), rs.getLong(1));
  }

  static @Nullable String tag(Handle h, long run, long key) {
    return h.createQuery("select value from run_tag where run_no = :run and key_no = :key")
        .bind("run", run)
        .bind("key", key)
        .mapTo(String.class)
        .findOne()
        .orElse(null);
  }

  static boolean deleteTag(Handle h, long run, long key) {
    return h.createUpdate("delete from run_tag where run_no = :run and key_no = :key")
            .bind("run", run)
            .bind("key", key)
            .execute()
        > 0;
  }
}
