package dev.loopline.metadata.internal;

import dev.loopline.metadata.DatasetInput;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads what runs logged. */
final class LoggedDao {
  private static final int CHUNK = 500;

  private LoggedDao() {}

  /** Puts to runs what they logged, with one statement for each kind and chunk. */
  static List<Run> fill(Handle h, List<RunRow> rows, LoggedNames names) {
    List<Run> filled = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += CHUNK) {
      filled.addAll(fillChunk(h, rows.subList(from, Math.min(from + CHUNK, rows.size())), names));
    }
    return filled;
  }

  private static List<Run> fillChunk(Handle h, List<RunRow> rows, LoggedNames names) {
    List<Long> numbers = rows.stream().map(RunRow::no).toList();
    List<Pair> params = pairs(h, "run_param", numbers);
    List<Pair> tags = pairs(h, "run_tag", numbers);
    List<Latest> latest = latest(h, numbers);
    Set<Long> keys = new HashSet<>();
    params.forEach(p -> keys.add(p.key()));
    tags.forEach(t -> keys.add(t.key()));
    latest.forEach(m -> keys.add(m.key()));
    Map<Long, String> named = names.names(h, keys);
    Map<Long, Map<String, String>> paramsOf = byRun(params, named);
    Map<Long, Map<String, String>> tagsOf = byRun(tags, named);
    Map<Long, List<Metric>> metricsOf = new HashMap<>();
    for (Latest m : latest) {
      metricsOf
          .computeIfAbsent(m.run(), r -> new ArrayList<>())
          .add(m.of(Objects.requireNonNull(named.get(m.key()))));
    }
    metricsOf.values().forEach(list -> list.sort(Comparator.comparing(Metric::key)));
    Map<Long, List<DatasetInput>> inputs = DatasetDao.inputs(h, numbers);
    Map<Long, RunModelDao.Models> models = RunModelDao.of(h, numbers);
    return rows.stream()
        .map(
            row ->
                new Run(
                    row.info(),
                    paramsOf.getOrDefault(row.no(), Map.of()),
                    tagsOf.getOrDefault(row.no(), Map.of()),
                    metricsOf.getOrDefault(row.no(), List.of()),
                    inputs.getOrDefault(row.no(), List.of()),
                    models.getOrDefault(row.no(), RunModelDao.NONE).inputs(),
                    models.getOrDefault(row.no(), RunModelDao.NONE).outputs()))
        .toList();
  }

  private record Pair(long run, long key, String value) {}

  private record Latest(long run, long key, double value, long at, long step) {
    Metric of(String name) {
      return new Metric(name, value, at, step);
    }
  }

  private static Map<Long, Map<String, String>> byRun(List<Pair> pairs, Map<Long, String> names) {
    Map<Long, Map<String, String>> byRun = new HashMap<>();
    for (Pair pair : pairs) {
      byRun
          .computeIfAbsent(pair.run(), r -> new HashMap<>())
          .put(names.get(pair.key()), pair.value());
    }
    return byRun;
  }

  /**
   * @param table one of this class's own two names, never from outside
   */
  private static List<Pair> pairs(Handle h, String table, List<Long> numbers) {
    return h.createQuery(
            "select run_no, key_no, value from " + table + " where run_no in (<numbers>)")
        .bindList("numbers", numbers)
        .map((rs, ctx) -> new Pair(rs.getLong(1), rs.getLong(2), rs.getString(3)))
        .list();
  }

  private static List<Latest> latest(Handle h, List<Long> numbers) {
    return h.createQuery(
            """
            select run_no, key_no, value, is_nan, at, step from run_metric_latest
            where run_no in (<numbers>)
            """)
        .bindList("numbers", numbers)
        .map(
            (rs, ctx) ->
                new Latest(
                    rs.getLong(1),
                    rs.getLong(2),
                    value(rs.getDouble(3), rs.getInt(4)),
                    rs.getLong(5),
                    rs.getLong(6)))
        .list();
  }

  static double value(double stored, int isNaN) {
    return isNaN == 1 ? Double.NaN : stored;
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
