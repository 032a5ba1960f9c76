package dev.loopline.monitoring.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Tx;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.monitoring.spi.ScoredPrediction;
import dev.loopline.stats.Baseline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an endpoint's prediction log by position, never twice: rows, per-day counts and the cursor
 * move in one transaction.
 */
final class Intake {
  private static final int BATCH = 2000;

  /** A hundred years: more is no age. */
  private static final double MOST_DAYS = 36_525;

  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Database db;
  private final Predictions predictions;
  private final Models models;

  Intake(Database db, Predictions predictions, Models models) {
    this.db = db;
    this.predictions = predictions;
    this.models = models;
  }

  /** Reads all that is there. */
  void read(String product, MonitorSpec monitor) {
    String endpoint = monitor.endpoint();
    while (true) {
      Optional<PredictionDao.Cursor> cursor =
          db.read(h -> PredictionDao.cursor(h, product, endpoint));
      long from = cursor.map(PredictionDao.Cursor::position).orElse(0L);
      List<ScoredPrediction> rows = predictions.after(product, endpoint, from, BATCH);
      if (rows.isEmpty()) {
        return;
      }
      String first =
          cursor.map(PredictionDao.Cursor::firstVersion).orElse(rows.getFirst().champion());
      keep(product, monitor, rows, first, from);
    }
  }

  private void keep(
      String product, MonitorSpec monitor, List<ScoredPrediction> rows, String first, long from) {
    Map<String, Optional<Baseline>> baselines = new HashMap<>();
    for (ScoredPrediction row : rows) {
      baselines.computeIfAbsent(row.champion(), v -> models.baseline(product, monitor.model(), v));
    }
    List<@Nullable Double> firstScores = firstScores(product, monitor, rows, first);
    List<PredictionDao.Kept> kept = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      ScoredPrediction row = rows.get(i);
      kept.add(new PredictionDao.Kept(row, ripeAt(monitor.ripeness(), row), firstScores.get(i)));
    }
    db.change(
        tx -> {
          // Another reader of the same log may have been first: the cursor decides.
          long at =
              PredictionDao.cursor(tx.handle(), product, monitor.endpoint())
                  .map(PredictionDao.Cursor::position)
                  .orElse(0L);
          if (at == from) {
            PredictionDao.insert(tx.handle(), product, monitor.endpoint(), kept);
            count(tx, product, monitor.endpoint(), rows, baselines);
            PredictionDao.moveCursor(
                tx.handle(),
                product,
                monitor.endpoint(),
                new PredictionDao.Cursor(rows.getLast().position(), first));
          }
        });
  }

  private List<@Nullable Double> firstScores(
      String product, MonitorSpec monitor, List<ScoredPrediction> rows, String first) {
    boolean keep = monitor.challenge().keepStatic() == MonitorSpec.Keep.FIRST;
    List<ScoredPrediction> others = rows.stream().filter(r -> !r.champion().equals(first)).toList();
    double[] scores =
        !keep || others.isEmpty()
            ? new double[0]
            : models.score(product, monitor.model(), first, others);
    List<@Nullable Double> all = new ArrayList<>(rows.size());
    int next = 0;
    for (ScoredPrediction row : rows) {
      if (row.champion().equals(first)) {
        all.add(row.score());
      } else {
        all.add(keep ? (Double) scores[next++] : null);
      }
    }
    return all;
  }

  /**
   * When all outcomes of a row's age are known, counted from the row's own time, as training counts
   * it. Empty, which is never, where the feature that it depends on is not a number.
   */
  static Optional<Instant> ripeAt(MonitorSpec.Ripeness ripeness, ScoredPrediction row) {
    double days = ripeness.afterDays();
    if (ripeness.feature() != null) {
      JsonNode value = row.values().get(ripeness.feature());
      if (value == null || !value.isNumber() || !(Math.abs(value.doubleValue()) < MOST_DAYS)) {
        return Optional.empty();
      }
      // As the model sees it, so that a cohort does not depend on who reads the number.
      days += (float) value.doubleValue();
    }
    return Optional.of(row.rowTime().plusMillis(Math.round(days * DAY)));
  }

  private static void count(
      Tx tx,
      String product,
      String endpoint,
      List<ScoredPrediction> rows,
      Map<String, Optional<Baseline>> baselines) {
    record Cell(String version, long day) {}
    Map<Cell, List<long[]>> cells = new HashMap<>();
    for (ScoredPrediction row : rows) {
      Baseline baseline = baselines.getOrDefault(row.champion(), Optional.empty()).orElse(null);
      if (baseline != null) {
        Cell cell = new Cell(row.champion(), Math.floorDiv(row.time().toEpochMilli(), DAY));
        List<long[]> counts =
            cells.computeIfAbsent(
                cell,
                c ->
                    DayDao.day(tx.handle(), product, endpoint, c.version(), c.day())
                        .orElseGet(() -> zeros(baseline)));
        add(baseline, counts, row);
      }
    }
    cells.forEach(
        (cell, counts) ->
            DayDao.put(tx.handle(), product, endpoint, cell.version(), cell.day(), counts));
  }

  private static void add(Baseline baseline, List<long[]> counts, ScoredPrediction row) {
    for (int i = 0; i < baseline.features().size(); i++) {
      counts.get(i)[baseline.features().get(i).bin(row.features()[i])]++;
    }
    counts.getLast()[baseline.prediction().bin(row.score())]++;
  }

  static List<long[]> zeros(Baseline baseline) {
    List<long[]> zeros = new ArrayList<>();
    baseline.features().forEach(c -> zeros.add(new long[c.counts().length]));
    zeros.add(new long[baseline.prediction().counts().length]);
    return zeros;
  }
}
