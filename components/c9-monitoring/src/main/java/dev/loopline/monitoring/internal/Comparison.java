package dev.loopline.monitoring.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.monitoring.Challenge;
import dev.loopline.monitoring.Challenge.Evidence;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.monitoring.spi.ScoredPrediction;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scores of two versions on the same ripe labelled rows, from the features that were logged. */
final class Comparison {
  private static final int BATCH = 2000;

  private final Database db;
  private final Predictions predictions;
  private final Models models;

  Comparison(Database db, Predictions predictions, Models models) {
    this.db = db;
    this.predictions = predictions;
    this.models = models;
  }

  /**
   * The challenger against the champion, on rows that became ripe in (from, until] and that neither
   * was fitted to. Rows that were in the challenger's training data but held out from its
   * evaluation are a backtest: the score is that of a model with the same settings that did not see
   * them. Later rows have the challenger's own scores.
   */
  Evidence compare(Challenge c, Instant from, Instant until) {
    Instant seen = models.trainedUntil(c.product(), c.model(), c.champion());
    Map<String, Double> heldOut = models.heldOut(c.product(), c.model(), c.challenger());
    List<PredictionDao.Labelled> rows =
        db.read(h -> PredictionDao.ripe(h, c.product(), c.endpoint(), from, until)).stream()
            .filter(row -> row.ripeAt().isAfter(seen))
            .filter(row -> row.ripeAt().isAfter(c.trainedUntil()) || heldOut.containsKey(row.key()))
            .toList();
    return evidence(c, rows, heldOut);
  }

  /** What was promoted against what it replaced, on rows that became ripe since. */
  Evidence lookBack(Challenge c, Instant since, Instant until) {
    List<PredictionDao.Labelled> rows =
        db.read(h -> PredictionDao.ripe(h, c.product(), c.endpoint(), since, until)).stream()
            .filter(row -> row.ripeAt().isAfter(c.trainedUntil()))
            .toList();
    return evidence(c, rows, Map.of());
  }

  private Evidence evidence(
      Challenge c, List<PredictionDao.Labelled> rows, Map<String, Double> heldOut) {
    boolean[] positive = new boolean[rows.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = rows.get(i).positive();
    }
    Auc.Curve champion = Auc.of(scores(c, c.champion(), rows, Map.of()), positive);
    Auc.Curve challenger = Auc.of(scores(c, c.challenger(), rows, heldOut), positive);
    int positives = (int) rows.stream().filter(PredictionDao.Labelled::positive).count();
    return new Evidence(
        rows.size(),
        positives,
        champion.area(),
        challenger.area(),
        challenger.area() - champion.area(),
        Auc.standardError(challenger, champion, positive));
  }

  private double[] scores(
      Challenge c, String version, List<PredictionDao.Labelled> rows, Map<String, Double> heldOut) {
    Map<Long, Double> known = new HashMap<>();
    for (PredictionDao.Labelled row : rows) {
      Double unseen = row.ripeAt().isAfter(c.trainedUntil()) ? null : heldOut.get(row.key());
      if (unseen != null) {
        known.put(row.position(), unseen);
      } else if (row.version().equals(version)) {
        known.put(row.position(), row.score());
      } else if (version.equals(row.challenger()) && row.challengerScore() != null) {
        known.put(row.position(), row.challengerScore());
      }
    }
    backtest(c, version, rows.stream().map(PredictionDao.Labelled::position).toList(), known);
    return rows.stream()
        .mapToDouble(row -> known.getOrDefault(row.position(), Double.NaN))
        .toArray();
  }

  private void backtest(
      Challenge c, String version, List<Long> positions, Map<Long, Double> known) {
    List<Long> missing = positions.stream().filter(p -> !known.containsKey(p)).sorted().toList();
    int next = 0;
    while (next < missing.size()) {
      long after = missing.get(next) - 1;
      List<ScoredPrediction> page = predictions.after(c.product(), c.endpoint(), after, BATCH);
      if (page.isEmpty()) {
        return;
      }
      java.util.Set<Long> wanted = new java.util.HashSet<>(missing.subList(next, missing.size()));
      List<ScoredPrediction> asked =
          page.stream().filter(p -> wanted.contains(p.position())).toList();
      double[] scores = models.score(c.product(), c.model(), version, asked);
      for (int i = 0; i < scores.length; i++) {
        known.put(asked.get(i).position(), scores[i]);
      }
      long last = page.getLast().position();
      while (next < missing.size() && missing.get(next) <= last) {
        next++;
      }
    }
  }
}
