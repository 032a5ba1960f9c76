package dev.loopline.monitoring.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.monitoring.Challenge;
import dev.loopline.monitoring.Challenge.Evidence;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.monitoring.spi.ScoredPrediction;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scores of two versions on the same ripe labelled rows, from the features that were logged. */
final class Comparison {
  private static final int BATCH = 2000;
  private static final int CACHED_VERSIONS = 4;

  private final Database db;
  private final Predictions predictions;
  private final Models models;
  private final Map<String, Map<Long, Double>> caches =
      new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<Long, Double>> eldest) {
          return size() > CACHED_VERSIONS;
        }
      };

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
    return Evidences.of(
        scores(c, c.champion(), rows, Map.of()), scores(c, c.challenger(), rows, heldOut), rows);
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
    Map<Long, Double> cached = cache(c, version);
    synchronized (cached) {
      backtest(
          c,
          version,
          rows.stream()
              .map(PredictionDao.Labelled::position)
              .filter(p -> !known.containsKey(p))
              .toList(),
          cached);
      rows.forEach(
          row -> {
            Double score = cached.get(row.position());
            if (score != null) {
              known.putIfAbsent(row.position(), score);
            }
          });
    }
    return rows.stream()
        .mapToDouble(row -> known.getOrDefault(row.position(), Double.NaN))
        .toArray();
  }

  /** The same rows are asked for day after day, and a model's score of a row never changes. */
  private Map<Long, Double> cache(Challenge c, String version) {
    synchronized (caches) {
      return caches.computeIfAbsent(
          c.product() + "/" + c.model() + "/" + version, v -> new HashMap<>());
    }
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
      List<ScoredPrediction> asked =
          page.stream().filter(p -> !known.containsKey(p.position())).toList();
      double[] scores = models.score(c.product(), c.model(), version, asked);
      for (int k = 0; k < scores.length; k++) {
        known.put(asked.get(k).position(), scores[k]);
      }
      long last = page.getLast().position();
      while (next < missing.size() && missing.get(next) <= last) {
        next++;
      }
    }
  }
}
