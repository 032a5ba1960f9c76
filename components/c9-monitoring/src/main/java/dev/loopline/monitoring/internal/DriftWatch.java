package dev.loopline.monitoring.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.monitoring.DriftPoint;
import dev.loopline.monitoring.DriftReport;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.stats.Baseline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Drift of what an endpoint is asked and answers, against its champion's training data. */
final class DriftWatch {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Database db;
  private final Models models;

  DriftWatch(Database db, Models models) {
    this.db = db;
    this.models = models;
  }

  /** A report with the counts that it was made from. */
  private record Found(DriftReport report, Baseline baseline, List<long[]> counts) {}

  /** Over the window up to a moment; empty while there is no champion's baseline. */
  Optional<DriftReport> report(String product, MonitorSpec monitor, Instant at) {
    return find(product, monitor, at).map(Found::report);
  }

  /** {@link #report}, kept for the history. */
  Optional<DriftReport> evaluate(String product, MonitorSpec monitor, Instant at) {
    Optional<Found> found = find(product, monitor, at);
    found
        .filter(f -> f.report().rows() > 0)
        .ifPresent(
            f -> {
              DriftPoint point = DriftPoint.of(f.report(), f.baseline(), f.counts());
              db.change(tx -> DriftDao.keep(tx.handle(), product, point));
            });
    return found.map(Found::report);
  }

  private Optional<Found> find(String product, MonitorSpec monitor, Instant at) {
    return models
        .champion(product, monitor.endpoint())
        .flatMap(
            version ->
                models
                    .baseline(product, monitor.model(), version)
                    .map(baseline -> find(product, monitor, version, baseline, at)));
  }

  private Found find(
      String product, MonitorSpec monitor, String version, Baseline baseline, Instant at) {
    Instant from = at.minus(Duration.ofDays(monitor.drift().windowDays()));
    long first = Math.floorDiv(from.toEpochMilli(), DAY) + 1;
    long last = Math.floorDiv(at.toEpochMilli(), DAY);
    List<long[]> sum = Intake.zeros(baseline);
    for (List<long[]> day :
        db.read(h -> DayDao.days(h, product, monitor.endpoint(), version, first, last))) {
      for (int i = 0; i < sum.size(); i++) {
        for (int bin = 0; bin < sum.get(i).length; bin++) {
          sum.get(i)[bin] += day.get(i)[bin];
        }
      }
    }
    return new Found(Decisions.drift(monitor, version, baseline, sum, from, at), baseline, sum);
  }
}
