package dev.loopline.monitoring.internal;

import dev.loopline.monitoring.Performance;
import dev.loopline.monitoring.spi.PredictionValue;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Figures by month of prediction, and their worth in money. */
final class AucByMonth {
  private AucByMonth() {}

  static Performance of(
      String product,
      String endpoint,
      List<Instant> times,
      List<PredictionDao.Labelled> rows,
      Optional<PredictionValue> value) {
    Map<YearMonth, Integer> predictions = new TreeMap<>();
    times.forEach(time -> predictions.merge(month(time), 1, Integer::sum));
    Map<YearMonth, List<PredictionDao.Labelled>> byMonth = new TreeMap<>();
    rows.forEach(r -> byMonth.computeIfAbsent(month(r.time()), m -> new ArrayList<>()).add(r));
    List<Performance.Month> months = new ArrayList<>();
    predictions.forEach(
        (month, count) -> {
          List<PredictionDao.Labelled> labelled = byMonth.getOrDefault(month, List.of());
          boolean[] positive = positives(labelled);
          double[] loop = labelled.stream().mapToDouble(PredictionDao.Labelled::score).toArray();
          months.add(
              new Performance.Month(
                  month.toString(),
                  count,
                  labelled.size(),
                  sayable(Auc.of(loop, positive).area()),
                  first(labelled, positive)));
        });
    return new Performance(product, endpoint, months, value.map(v -> worth(v, rows)).orElse(null));
  }

  static boolean[] positives(List<PredictionDao.Labelled> rows) {
    boolean[] positive = new boolean[rows.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = rows.get(i).positive();
    }
    return positive;
  }

  private static @Nullable Double first(List<PredictionDao.Labelled> rows, boolean[] positive) {
    double[] scores = new double[rows.size()];
    for (int i = 0; i < scores.length; i++) {
      Double score = rows.get(i).firstScore();
      if (score == null) {
        return null;
      }
      scores[i] = score;
    }
    return sayable(Auc.of(scores, positive).area());
  }

  static Performance.Worth worth(PredictionValue value, List<PredictionDao.Labelled> rows) {
    int truePositives = 0;
    int trueNegatives = 0;
    int falsePositives = 0;
    int falseNegatives = 0;
    for (PredictionDao.Labelled row : rows) {
      boolean said = row.score() >= value.threshold();
      truePositives += said && row.positive() ? 1 : 0;
      trueNegatives += !said && !row.positive() ? 1 : 0;
      falsePositives += said && !row.positive() ? 1 : 0;
      falseNegatives += !said && row.positive() ? 1 : 0;
    }
    double total =
        truePositives * value.truePositive()
            + trueNegatives * value.trueNegative()
            + falsePositives * value.falsePositive()
            + falseNegatives * value.falseNegative();
    return new Performance.Worth(
        truePositives, trueNegatives, falsePositives, falseNegatives, total, value.currency());
  }

  private static @Nullable Double sayable(double area) {
    return Double.isNaN(area) ? null : area;
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC));
  }
}
