package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.TrackingError;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a batch within a transaction, by prepared statements alone: this is what training loops
 * call thousands of times a second. Rows go in one order, so that two batches do not deadlock.
 */
final class LogWriter {
  private static final String POINT =
      """
      insert into run_metric (run_no, key_no, step, at, value, is_nan) values (?, ?, ?, ?, ?, ?)
      on conflict do nothing
      """;
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

  static void write(Tx tx, RunRef run, LogBatch batch, Map<String, Long> numbers) {
    try {
      params(tx, run, batch.params(), numbers);
      tags(tx, run, batch.tags(), numbers);
      metrics(tx, run, batch.metrics(), numbers);
      if (!batch.modelMetrics().isEmpty()) {
        ModelMetricDao.write(tx, run, batch.modelMetrics(), numbers);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void metrics(Tx tx, RunRef run, List<Metric> metrics, Map<String, Long> numbers)
      throws SQLException {
    Map<String, Metric> latest = new HashMap<>();
    PreparedStatement point = tx.prepared(POINT);
    for (Metric m : metrics) {
      point.setLong(1, run.no());
      point.setLong(2, number(numbers, m.key()));
      setPoint(point, 3, m);
      add(point, metrics.size());
      latest.merge(m.key(), m, (a, b) -> LATER.compare(a, b) < 0 ? b : a);
    }
    flush(point, metrics.size());
    PreparedStatement upsert = tx.prepared(LATEST);
    for (Metric m : latest.values().stream().sorted(Comparator.comparing(Metric::key)).toList()) {
      upsert.setLong(1, run.no());
      upsert.setLong(2, number(numbers, m.key()));
      upsert.setLong(3, run.experimentId());
      upsert.setLong(4, run.startedAt());
      setPoint(upsert, 5, m);
      add(upsert, latest.size());
    }
    flush(upsert, latest.size());
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
