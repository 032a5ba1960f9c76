package dev.loopline.monitoring.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.JsonSchema;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.monitoring.DriftReport;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.MonitoringError;
import dev.loopline.monitoring.Monitors;
import dev.loopline.monitoring.Performance;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.PredictionValue;
import dev.loopline.stats.Baseline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates every monitor of a product when its event time moves. */
public final class WatchingMonitors implements Monitors {
  private static final JsonSchema SCHEMA =
      JsonSchema.load(Monitors.class, "/dev/loopline/monitoring/monitoring.schema.json");
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Kernel kernel;
  private final Models models;
  private final PredictionValue.Source values;
  private final Intake intake;
  private final RunningChallenges challenges;

  WatchingMonitors(
      Kernel kernel,
      Models models,
      PredictionValue.Source values,
      Intake intake,
      RunningChallenges challenges) {
    this.kernel = kernel;
    this.models = models;
    this.values = values;
    this.intake = intake;
    this.challenges = challenges;
  }

  @Override
  public List<Violation> validate(YamlDocument document) {
    return SCHEMA.validate(document);
  }

  @Override
  public void apply(String product, String commit, YamlDocument document) {
    List<Violation> wrong = validate(document);
    if (!wrong.isEmpty()) {
      throw new LooplineException(MonitoringError.MONITOR_INVALID, wrong.getFirst().toString());
    }
    List<MonitorSpec> monitors = SpecReader.read(document);
    kernel
        .db()
        .change(
            tx -> {
              MonitorDao.replace(tx.handle(), product, commit, monitors);
              kernel
                  .events()
                  .append(
                      tx,
                      "monitoring.monitors.applied",
                      "monitoring",
                      product,
                      product,
                      Map.of("commit", commit, "monitors", monitors.size()));
            });
  }

  @Override
  public List<MonitorSpec> list(String product) {
    return kernel.db().read(h -> MonitorDao.list(h, product));
  }

  /** All that an advance of event time asks for; safe to repeat. */
  void advance(String product) {
    for (MonitorSpec monitor : list(product)) {
      intake.read(product, monitor);
      challenges.advance(product, monitor);
      drift(product, monitor)
          .filter(DriftReport::drifted)
          .ifPresent(
              report -> alert(product, monitor, "drift", "monitoring.drift.detected", report));
      accuracy(product, monitor);
    }
  }

  @Override
  public Optional<DriftReport> drift(String product, String endpoint) {
    MonitorSpec monitor =
        list(product).stream()
            .filter(m -> m.endpoint().equals(endpoint))
            .findFirst()
            .orElseThrow(
                () ->
                    new LooplineException(
                        MonitoringError.MONITOR_NOT_FOUND,
                        "Product "
                            + product
                            + " has no monitor for endpoint "
                            + endpoint
                            + "; declare one in monitoring.yaml."));
    intake.read(product, monitor);
    return drift(product, monitor);
  }

  private Optional<DriftReport> drift(String product, MonitorSpec monitor) {
    Optional<String> champion = models.champion(product, monitor.endpoint());
    return champion.flatMap(
        version ->
            models
                .baseline(product, monitor.model(), version)
                .map(baseline -> drift(product, monitor, version, baseline)));
  }

  private DriftReport drift(
      String product, MonitorSpec monitor, String version, Baseline baseline) {
    Instant now = kernel.eventTime().now(product);
    Instant from = now.minus(Duration.ofDays(monitor.drift().windowDays()));
    long first = Math.floorDiv(from.toEpochMilli(), DAY) + 1;
    long last = Math.floorDiv(now.toEpochMilli(), DAY);
    List<long[]> sum = Intake.zeros(baseline);
    for (List<long[]> day :
        kernel
            .db()
            .read(h -> PredictionDao.days(h, product, monitor.endpoint(), version, first, last))) {
      for (int i = 0; i < sum.size(); i++) {
        for (int bin = 0; bin < sum.get(i).length; bin++) {
          sum.get(i)[bin] += day.get(i)[bin];
        }
      }
    }
    return Decisions.drift(monitor, version, baseline, sum, from, now);
  }

  private void accuracy(String product, MonitorSpec monitor) {
    Optional<String> champion = models.champion(product, monitor.endpoint());
    Optional<Baseline> baseline =
        champion.flatMap(v -> models.baseline(product, monitor.model(), v));
    if (baseline.isEmpty()) {
      return;
    }
    Instant now = kernel.eventTime().now(product);
    Instant from = now.minus(Duration.ofDays(monitor.accuracy().windowDays()));
    List<PredictionDao.Labelled> rows =
        kernel
            .db()
            .read(h -> PredictionDao.ripe(h, product, monitor.endpoint(), from, now))
            .stream()
            .filter(row -> row.version().equals(champion.get()))
            .toList();
    boolean[] positive = AucByMonth.positives(rows);
    Auc.Curve curve =
        Auc.of(rows.stream().mapToDouble(PredictionDao.Labelled::score).toArray(), positive);
    double error = Auc.standardError(curve, positive);
    double reference = baseline.get().auc();
    if (Decisions.accuracyDropped(
        monitor.accuracy(), rows.size(), curve.area(), error, reference)) {
      alert(
          product,
          monitor,
          "accuracy",
          "monitoring.accuracy.dropped",
          new AccuracyEvidence(
              monitor.endpoint(), champion.get(), rows.size(), curve.area(), error, reference));
    }
  }

  private record AccuracyEvidence(
      String endpoint,
      String modelVersion,
      int rows,
      double auc,
      double standardError,
      double reference) {}

  private void alert(
      String product, MonitorSpec monitor, String kind, String event, Object evidence) {
    kernel.db().change(tx -> alert(tx, product, monitor, kind, event, evidence));
  }

  private void alert(
      Tx tx, String product, MonitorSpec monitor, String kind, String event, Object evidence) {
    Instant now = kernel.eventTime().now(tx, product);
    MonitorSpec.Budget budget = monitor.budget();
    Instant cool = now.minus(Duration.ofDays(budget.coolDownDays()));
    Instant period = now.minus(Duration.ofDays(budget.days()));
    String endpoint = monitor.endpoint();
    if (MonitorDao.alertsSince(tx.handle(), product, endpoint, kind, cool) == 0
        && MonitorDao.alertsSince(tx.handle(), product, endpoint, "%", period) < budget.alerts()) {
      MonitorDao.alert(tx.handle(), product, endpoint, kind, now);
      kernel.events().append(tx, event, "monitoring", monitor.name(), product, evidence);
    }
  }

  @Override
  public Performance performance(String product, String endpoint) {
    list(product).stream()
        .filter(m -> m.endpoint().equals(endpoint))
        .findFirst()
        .ifPresent(monitor -> intake.read(product, monitor));
    Optional<PredictionValue> value = values.of(product);
    return kernel
        .db()
        .read(
            h ->
                AucByMonth.of(
                    product,
                    endpoint,
                    PredictionDao.times(h, product, endpoint),
                    PredictionDao.labelled(h, product, endpoint),
                    value));
  }
}
