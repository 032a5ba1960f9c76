package dev.loopline.monitoring.internal;

import dev.loopline.monitoring.Challenge.Evidence;
import dev.loopline.stats.Auc;
import java.util.List;
import java.util.stream.IntStream;

/** Figures of two models on the same rows. A row that one of them has no score for is left out. */
final class Evidences {
  private Evidences() {}

  /** Areas are NaN where a class has fewer than two rows. */
  static Evidence of(double[] champion, double[] challenger, List<PredictionDao.Labelled> rows) {
    int[] scored =
        IntStream.range(0, rows.size())
            .filter(i -> !Double.isNaN(champion[i]) && !Double.isNaN(challenger[i]))
            .toArray();
    double[] first = IntStream.of(scored).mapToDouble(i -> champion[i]).toArray();
    double[] second = IntStream.of(scored).mapToDouble(i -> challenger[i]).toArray();
    boolean[] positive = new boolean[scored.length];
    int positives = 0;
    for (int i = 0; i < positive.length; i++) {
      positive[i] = rows.get(scored[i]).positive();
      positives += positive[i] ? 1 : 0;
    }
    int unscored = rows.size() - scored.length;
    if (positives < 2 || scored.length - positives < 2) {
      return new Evidence(
          scored.length, unscored, positives, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    Auc.Comparison found = Auc.compare(first, second, positive);
    return new Evidence(
        scored.length,
        unscored,
        positives,
        found.first(),
        found.second(),
        found.difference(),
        found.standardError());
  }
}
