package dev.loopline.monitoring.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.monitoring.Performance;
import dev.loopline.monitoring.internal.PredictionDao.Labelled;
import dev.loopline.monitoring.spi.PredictionValue;
import dev.loopline.stats.Auc;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Figures by month of prediction, and their worth in money: of the scores that callers got, on rows
 * that are ripe and labelled at a moment. Holds one month's rows at a time.
 */
final class MonthlyPerformance {
  private final Database db;

  MonthlyPerformance(Database db) {
    this.db = db;
  }

  Performance of(String product, String endpoint, Optional<PredictionValue> value, Instant at) {
    Optional<PredictionDao.Span> span = db.read(h -> PredictionDao.span(h, product, endpoint));
    if (span.isEmpty()) {
      return new Performance(product, endpoint, List.of(), value.map(this::nothing).orElse(null));
    }
    List<Performance.Month> months = new ArrayList<>();
    Outcomes outcomes = new Outcomes();
    YearMonth last = month(span.get().last());
    for (YearMonth m = month(span.get().first()); !m.isAfter(last); m = m.plusMonths(1)) {
      Instant from = start(m);
      Instant to = start(m.plusMonths(1));
      int made = db.read(h -> PredictionDao.count(h, product, endpoint, from, to));
      if (made > 0) {
        List<Labelled> rows = db.read(h -> PredictionDao.made(h, product, endpoint, from, to, at));
        months.add(month(m, made, rows));
        value.ifPresent(v -> outcomes.add(v, rows));
      }
    }
    return new Performance(product, endpoint, months, value.map(outcomes::worth).orElse(null));
  }

  private static Performance.Month month(YearMonth month, int made, List<Labelled> rows) {
    return new Performance.Month(
        month.toString(),
        made,
        rows.size(),
        area(rows, Labelled::servedScore),
        area(rows, row -> row.firstScore() == null ? Double.NaN : row.firstScore()));
  }

  /** Null where a row has no score, or all labels are of one class. */
  private static @Nullable Double area(List<Labelled> rows, ToDoubleFunction<Labelled> score) {
    double[] scores = rows.stream().mapToDouble(score).toArray();
    for (double s : scores) {
      if (Double.isNaN(s)) {
        return null;
      }
    }
    var area = Auc.of(scores, positives(rows));
    return area.isPresent() ? (Double) area.getAsDouble() : null;
  }

  static boolean[] positives(List<Labelled> rows) {
    boolean[] positive = new boolean[rows.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = rows.get(i).positive();
    }
    return positive;
  }

  private Performance.Worth nothing(PredictionValue value) {
    return new Outcomes().worth(value);
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC));
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** How often a prediction was right and wrong. */
  private static final class Outcomes {
    private int truePositives;
    private int trueNegatives;
    private int falsePositives;
    private int falseNegatives;

    void add(PredictionValue value, List<Labelled> rows) {
      for (Labelled row : rows) {
        boolean said = row.servedScore() >= value.threshold();
        truePositives += said && row.positive() ? 1 : 0;
        trueNegatives += !said && !row.positive() ? 1 : 0;
        falsePositives += said && !row.positive() ? 1 : 0;
        falseNegatives += !said && row.positive() ? 1 : 0;
      }
    }

    Performance.Worth worth(PredictionValue value) {
      double total =
          truePositives * value.truePositive()
              + trueNegatives * value.trueNegative()
              + falsePositives * value.falsePositive()
              + falseNegatives * value.falseNegative();
      return new Performance.Worth(
          truePositives, trueNegatives, falsePositives, falseNegatives, total, value.currency());
    }
  }
}
