package dev.loopline.monitoring.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.Category;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.monitoring.DriftPoint;
import dev.loopline.monitoring.DriftReport;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.MonitorView;
import dev.loopline.monitoring.MonitoringError;
import dev.loopline.monitoring.Monitors;
import dev.loopline.monitoring.Performance;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.PredictionValue;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Evaluates every monitor of a product when its event time moves. */
public final class WatchingMonitors implements Monitors {
  private static final Logger LOG = Logger.getLogger(WatchingMonitors.class.getName());

  /** Troubles that pass: the advance is handled again, rather than a monitor blamed. */
  private static final Set<Category> PASSING =
      Set.of(Category.UNAVAILABLE, Category.STORAGE_FULL, Category.TIMED_OUT);

  private final Kernel kernel;
  private final PredictionValue.Source values;
  private final Intake intake;
  private final RunningChallenges challenges;
  private final DriftWatch drift;
  private final AccuracyWatch accuracy;
  private final Alerts alerts;

  WatchingMonitors(
      Kernel kernel,
      Models models,
      PredictionValue.Source values,
      Intake intake,
      RunningChallenges challenges) {
    this.kernel = kernel;
    this.values = values;
    this.intake = intake;
    this.challenges = challenges;
    this.drift = new DriftWatch(kernel.db(), models);
    this.accuracy = new AccuracyWatch(kernel.db(), models);
    this.alerts = new Alerts(kernel);
  }

  @Override
  public List<Violation> validate(YamlDocument document) {
    return MonitorFile.validate(document);
  }

  @Override
  public void apply(String product, String commit, List<YamlDocument> documents) {
    List<MonitorSpec> monitors =
        documents.stream().flatMap(d -> MonitorFile.read(d).stream()).toList();
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
  public List<MonitorView> list(String product) {
    return kernel.db().read(h -> MonitorDao.views(h, product));
  }

  /**
   * All that an advance of event time asks for; safe to repeat. A monitor that cannot be evaluated
   * keeps no other from it. Answers whether anything was evaluated.
   */
  boolean advance(String product, Instant at) {
    boolean evaluated = false;
    for (MonitorSpec monitor : kernel.db().read(h -> MonitorDao.list(h, product))) {
      try {
        evaluated |= evaluate(product, monitor, at);
        settled(product, monitor);
      } catch (RuntimeException e) {
        if (passes(e)) {
          throw e;
        }
        failed(product, monitor, e);
      }
    }
    return evaluated;
  }

  /** Whether any watched endpoint has answered yet. */
  boolean anyPredictions(String product) {
    return kernel
        .db()
        .read(
            h ->
                MonitorDao.list(h, product).stream()
                    .anyMatch(m -> PredictionDao.cursor(h, product, m.endpoint()).isPresent()));
  }

  private boolean evaluate(String product, MonitorSpec monitor, Instant at) {
    intake.read(product, monitor);
    challenges.advance(product, monitor, at);
    Optional<DriftReport> report = drift.evaluate(product, monitor, at);
    report
        .filter(DriftReport::drifted)
        .ifPresent(
            r -> alerts.raise(product, monitor, "drift", "monitoring.drift.detected", r, at));
    accuracy
        .evaluate(product, monitor, at)
        .ifPresent(
            d -> alerts.raise(product, monitor, "accuracy", "monitoring.accuracy.dropped", d, at));
    return report.filter(r -> r.rows() > 0).isPresent();
  }

  private static boolean passes(RuntimeException e) {
    return Thread.currentThread().isInterrupted()
        || e instanceof UncheckedIOException
        || e instanceof LooplineException own && PASSING.contains(own.code().category());
  }

  private void failed(String product, MonitorSpec monitor, RuntimeException e) {
    String reason = String.valueOf(e.getMessage());
    LOG.log(Level.WARNING, "monitor " + monitor.name() + " of " + product + " failed", e);
    kernel
        .db()
        .change(
            tx -> {
              if (MonitorDao.failed(tx.handle(), product, monitor.endpoint(), reason)) {
                kernel
                    .events()
                    .append(
                        tx,
                        "monitoring.monitor.failed",
                        "monitoring",
                        monitor.name(),
                        product,
                        Map.of("endpoint", monitor.endpoint(), "reason", reason));
              }
            });
  }

  private void settled(String product, MonitorSpec monitor) {
    boolean failed =
        list(product).stream()
            .anyMatch(m -> m.endpoint().equals(monitor.endpoint()) && m.failure() != null);
    if (failed) {
      kernel.db().change(tx -> MonitorDao.failed(tx.handle(), product, monitor.endpoint(), null));
    }
  }

  @Override
  public Optional<DriftReport> drift(String product, String endpoint) {
    MonitorSpec monitor = require(product, "for endpoint " + endpoint, isAt(endpoint));
    intake.read(product, monitor);
    return drift.report(product, monitor, kernel.eventTime().now(product));
  }

  @Override
  public List<DriftPoint> driftHistory(String product, String name, Instant before, int limit) {
    MonitorSpec monitor = require(product, name, m -> m.name().equals(name));
    return kernel.db().read(h -> DriftDao.before(h, product, monitor.endpoint(), before, limit));
  }

  private static Predicate<MonitorSpec> isAt(String endpoint) {
    return m -> m.endpoint().equals(endpoint);
  }

  private MonitorSpec require(String product, String what, Predicate<MonitorSpec> which) {
    return kernel.db().read(h -> MonitorDao.list(h, product)).stream()
        .filter(which)
        .findFirst()
        .orElseThrow(
            () ->
                new LooplineException(
                    MonitoringError.MONITOR_NOT_FOUND,
                    "Product "
                        + product
                        + " has no monitor "
                        + what
                        + "; declare one in monitoring.yaml."));
  }

  @Override
  public Performance performance(String product, String endpoint) {
    kernel.db().read(h -> MonitorDao.list(h, product)).stream()
        .filter(isAt(endpoint))
        .findFirst()
        .ifPresent(monitor -> intake.read(product, monitor));
    return new MonthlyPerformance(kernel.db())
        .of(product, endpoint, values.of(product), kernel.eventTime().now(product));
  }
}
