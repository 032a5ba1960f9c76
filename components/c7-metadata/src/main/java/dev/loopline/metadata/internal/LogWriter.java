package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.ModelMetric;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.internal.points.Folding;
import dev.loopline.metadata.internal.points.Logged;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes batches within a transaction, by prepared statements alone: this is what training loops
 * call thousands of times a second. Rows go in one order, so that two transactions do not deadlock.
 */
final class LogWriter {
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

  private LogWriter() {}

  /**
   * What is logged to a run.
   *
   * @param points the batch's metrics, as they are kept
   * @param numbers of all names in the batch
   */
  record Entry(RunRef run, LogBatch batch, Logged points, Map<String, Long> numbers) {
    static Entry of(RunRef run, LogBatch batch, Map<String, Long> numbers) {
      return new Entry(run, batch, Logged.of(run.no(), batch.metrics(), numbers), numbers);
    }
  }

  static void write(Tx tx, RunRef run, LogBatch batch, Map<String, Long> numbers) {
    write(tx, List.of(Entry.of(run, batch, numbers)));
  }

  static void write(Tx tx, List<Entry> entries) {
    try {
      for (Entry entry : entries) {
        params(tx, entry.run(), entry.batch().params(), entry.numbers());
        tags(tx, entry.run(), entry.batch().tags(), entry.numbers());
      }
      Folding.append(tx, entries.stream().map(Entry::points).toList());
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
      RunOrigins.tagged(tx, run, tag.getKey(), tag.getValue());
    }
  }

  static void untag(Tx tx, RunRef run, String key) {
    try {
      RunOrigins.untagged(tx, run, key);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
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
