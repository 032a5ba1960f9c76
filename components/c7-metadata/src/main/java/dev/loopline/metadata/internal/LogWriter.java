package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.ModelMetric;
import dev.loopline.metadata.TrackingError;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Writes batches within a transaction, by prepared statements alone: this is what training loops
 * call thousands of times a second. Rows go in one order, so that two transactions do not deadlock.
 */
final class LogWriter {
  private static final String POINT = points(1);

  /** So many points go in with one statement. */
  private static final int CHUNK = 100;

  private static final String POINTS = points(CHUNK);
  private static final int POINT_VALUES = 6;
  private static final String LATEST =
      """
      insert into run_metric_latest
        (run_no, key_no, experiment_id, started_at, step, at, value, is_nan)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (run_no, key_no) do update set
        step = excluded.step, at = excluded.at, value = excluded.value, is_nan = excluded.is_nan
      where excluded.step > run_metric_latest.step
        or (excluded.step = run_metric_latest.step
          and (excluded.at > run_metric_latest.at
            or (excluded.at = run_metric_latest.at
              and excluded.value > run_metric_latest.value)))
      """;
  private static final String PARAM =
      """
      insert into run_param (run_no, key_no, experiment_id, value) values (?, ?, ?, ?)
      on conflict do nothing
      """;
  private static final String OLD_PARAM =
      "select value from run_param where run_no = ? and key_no = ?";
  private static final String TAG =
      """
      insert into run_tag (run_no, key_no, experiment_id, value) values (?, ?, ?, ?)
      on conflict (run_no, key_no) do update set value = excluded.value
      """;
  private static final Comparator<Metric> LATER =
      Comparator.comparingLong(Metric::step)
          .thenComparingLong(Metric::timestamp)
          .thenComparingDouble(Metric::stored);

  private LogWriter() {}

  /**
   * What is logged to a run.
   *
   * @param numbers of all names in the batch
   */
  record Entry(RunRef run, LogBatch batch, Map<String, Long> numbers) {}

  static void write(Tx tx, RunRef run, LogBatch batch, Map<String, Long> numbers) {
    write(tx, List.of(new Entry(run, batch, numbers)));
  }

  static void write(Tx tx, List<Entry> entries) {
    try {
      for (Entry entry : entries) {
        params(tx, entry.run(), entry.batch().params(), entry.numbers());
        tags(tx, entry.run(), entry.batch().tags(), entry.numbers());
      }
      metrics(tx, entries);
      for (Entry entry : entries) {
        if (!entry.batch().modelMetrics().isEmpty()) {
          ModelMetricDao.write(tx, entry.run(), entry.batch().modelMetrics(), entry.numbers());
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Points of logged models alone. */
  static void writeOfModels(
      Tx tx, RunRef run, List<ModelMetric> points, Map<String, Long> numbers) {
    try {
      ModelMetricDao.write(tx, run, points, numbers);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void metrics(Tx tx, List<Entry> entries) throws SQLException {
    List<Curve> curves = Curve.of(entries);
    int points = curves.stream().mapToInt(curve -> curve.points().size()).sum();
    int inChunks = points / CHUNK * CHUNK;
    PreparedStatement chunk = tx.prepared(POINTS);
    PreparedStatement point = tx.prepared(POINT);
    int i = 0;
    for (Curve curve : curves) {
      for (Metric m : curve.points()) {
        if (i < inChunks) {
          set(chunk, i % CHUNK * POINT_VALUES, curve, m);
          if (++i % CHUNK == 0) {
            chunk.executeUpdate();
          }
        } else {
          set(point, 0, curve, m);
          add(point, points - inChunks);
        }
      }
    }
    flush(point, points - inChunks);
    PreparedStatement upsert = tx.prepared(LATEST);
    for (Curve curve : curves) {
      upsert.setLong(1, curve.run().no());
      upsert.setLong(2, curve.key());
      upsert.setLong(3, curve.run().experimentId());
      upsert.setLong(4, curve.run().startedAt());
      setPoint(upsert, 5, curve.points().getLast());
      add(upsert, curves.size());
    }
    flush(upsert, curves.size());
  }

  /**
   * Points of one metric of one run, from the first step to the last: rows that are inserted in the
   * order of their table land side by side, which SQLite does in two thirds of the time.
   */
  private record Curve(RunRef run, long key, List<Metric> points) {
    static List<Curve> of(List<Entry> entries) {
      Map<Long, Map<Long, Curve>> byRun = new TreeMap<>();
      for (Entry entry : entries) {
        List<Metric> metrics = entry.batch().metrics();
        if (!metrics.isEmpty()) {
          Map<Long, Curve> byKey = byRun.computeIfAbsent(entry.run().no(), no -> new TreeMap<>());
          Map<String, Curve> byName = new HashMap<>();
          for (Metric m : metrics) {
            byName.computeIfAbsent(m.key(), name -> curve(byKey, entry, name)).points().add(m);
          }
        }
      }
      List<Curve> curves = new ArrayList<>();
      byRun.values().forEach(byKey -> curves.addAll(byKey.values()));
      curves.forEach(curve -> curve.points().sort(LATER));
      return curves;
    }

    private static Curve curve(Map<Long, Curve> byKey, Entry entry, String name) {
      return byKey.computeIfAbsent(
          number(entry.numbers(), name), no -> new Curve(entry.run(), no, new ArrayList<>()));
    }
  }

  private static String points(int rows) {
    return "insert into run_metric (run_no, key_no, step, at, value, is_nan) values "
        + String.join(", ", Collections.nCopies(rows, "(?, ?, ?, ?, ?, ?)"))
        + " on conflict do nothing";
  }

  private static void set(PreparedStatement statement, int before, Curve curve, Metric m)
      throws SQLException {
    statement.setLong(before + 1, curve.run().no());
    statement.setLong(before + 2, curve.key());
    setPoint(statement, before + 3, m);
  }

  private static void setPoint(PreparedStatement statement, int from, Metric m)
      throws SQLException {
    statement.setLong(from, m.step());
    statement.setLong(from + 1, m.timestamp());
    statement.setDouble(from + 2, m.stored());
    statement.setInt(from + 3, m.isNaN() ? 1 : 0);
  }

  /** A lone row is executed at once: a batch of one costs more. */
  private static void add(PreparedStatement statement, int size) throws SQLException {
    if (size == 1) {
      statement.executeUpdate();
    } else {
      statement.addBatch();
    }
  }

  private static void flush(PreparedStatement statement, int size) throws SQLException {
    if (size > 1) {
      statement.executeBatch();
    }
  }

  private static void params(
      Tx tx, RunRef run, List<Map.Entry<String, String>> params, Map<String, Long> numbers)
      throws SQLException {
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, String> param : sorted(params)) {
      PreparedStatement insert = tx.prepared(PARAM);
      long key = number(numbers, param.getKey());
      insert.setLong(1, run.no());
      insert.setLong(2, key);
      insert.setLong(3, run.experimentId());
      insert.setString(4, param.getValue());
      if (insert.executeUpdate() == 0) {
        String old = old(tx, run, key);
        if (!old.equals(param.getValue())) {
          changed.add(
              "{'key': '"
                  + param.getKey()
                  + "', 'old_value': '"
                  + old
                  + "', 'new_value': '"
                  + param.getValue()
                  + "'}");
        }
      }
    }
    if (!changed.isEmpty()) {
      throw new LooplineException(
          TrackingError.INVALID_PARAMETER_VALUE,
          "Changing param values is not allowed. Params were already logged='["
              + String.join(", ", changed)
              + "]' for run ID='"
              + run.id()
              + "'.");
    }
  }

  private static String old(Tx tx, RunRef run, long key) throws SQLException {
    PreparedStatement select = tx.prepared(OLD_PARAM);
    select.setLong(1, run.no());
    select.setLong(2, key);
    try (ResultSet rs = select.executeQuery()) {
      rs.next();
      return rs.getString(1);
    }
  }

  private static void tags(
      Tx tx, RunRef run, List<Map.Entry<String, String>> tags, Map<String, Long> numbers)
      throws SQLException {
    PreparedStatement upsert = tx.prepared(TAG);
    for (Map.Entry<String, String> tag : sorted(tags)) {
      upsert.setLong(1, run.no());
      upsert.setLong(2, number(numbers, tag.getKey()));
      upsert.setLong(3, run.experimentId());
      upsert.setString(4, tag.getValue());
      upsert.executeUpdate();
    }
  }

  /** Every name was numbered before the transaction began. */
  static long number(Map<String, Long> numbers, String name) {
    return Objects.requireNonNull(numbers.get(name), name);
  }

  /** By key; of several with one key the last one stays last. */
  private static List<Map.Entry<String, String>> sorted(List<Map.Entry<String, String>> pairs) {
    return pairs.size() < 2 ? pairs : pairs.stream().sorted(Map.Entry.comparingByKey()).toList();
  }
}
