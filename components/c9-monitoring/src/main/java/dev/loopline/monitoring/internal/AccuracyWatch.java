package dev.loopline.monitoring.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.stats.Auc;
import dev.loopline.stats.Baseline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A champion's AUC on the cohort that became ripe, against that on its held-out rows. */
final class AccuracyWatch {
  private final Database db;
  private final Models models;

  AccuracyWatch(Database db, Models models) {
    this.db = db;
    this.models = models;
  }

  /** Figures that fell; what the event carries. */
  record Dropped(
      String endpoint,
      String modelVersion,
      int rows,
      double auc,
      double standardError,
      double reference) {}

  /** Empty where accuracy holds, or nothing can be said. */
  Optional<Dropped> evaluate(String product, MonitorSpec monitor, Instant at) {
    return models
        .champion(product, monitor.endpoint())
        .flatMap(
            version ->
                models
                    .baseline(product, monitor.model(), version)
                    .flatMap(baseline -> evaluate(product, monitor, version, baseline, at)));
  }

  private Optional<Dropped> evaluate(
      String product, MonitorSpec monitor, String version, Baseline baseline, Instant at) {
    Instant from = at.minus(Duration.ofDays(monitor.accuracy().windowDays()));
    List<PredictionDao.Labelled> rows =
        db.read(h -> PredictionDao.ripe(h, product, monitor.endpoint(), from, at)).stream()
            .filter(row -> row.version().equals(version) && !Double.isNaN(row.score()))
            .toList();
    double reference = baseline.auc();
    return Auc.estimate(
            rows.stream().mapToDouble(PredictionDao.Labelled::score).toArray(),
            MonthlyPerformance.positives(rows))
        .filter(
            found ->
                Decisions.accuracyDropped(
                    monitor.accuracy(),
                    rows.size(),
                    found.area(),
                    found.standardError(),
                    reference))
        .map(
            found ->
                new Dropped(
                    monitor.endpoint(),
                    version,
                    rows.size(),
                    found.area(),
                    found.standardError(),
                    reference));
  }
}
