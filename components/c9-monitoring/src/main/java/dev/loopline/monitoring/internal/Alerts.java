package dev.loopline.monitoring.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.monitoring.MonitorSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Raises alerts within a monitor's budget; an alert is an event that triggers listen to. */
final class Alerts {
  private final Kernel kernel;

  Alerts(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Once for each kind and moment, however often the evaluation is repeated. */
  void raise(
      String product, MonitorSpec monitor, String kind, String event, Object evidence, Instant at) {
    kernel
        .db()
        .change(
            tx -> {
              if (isDue(tx, product, monitor, kind, at)
                  && MonitorDao.alert(tx.handle(), product, monitor.endpoint(), kind, at)) {
                kernel.events().append(tx, event, "monitoring", monitor.name(), product, evidence);
              }
            });
  }

  private static boolean isDue(
      Tx tx, String product, MonitorSpec monitor, String kind, Instant at) {
    String endpoint = monitor.endpoint();
    MonitorSpec.Budget budget = monitor.budget();
    Optional<Instant> last = MonitorDao.lastAlert(tx.handle(), product, endpoint, kind);
    Optional<Instant> retrained =
        last.flatMap(then -> ChallengeDao.startedSince(tx.handle(), product, endpoint, then));
    Instant period = at.minus(Duration.ofDays(budget.days()));
    return Decisions.mayAlert(budget, last, retrained, at)
        && MonitorDao.alertsSince(tx.handle(), product, endpoint, period) < budget.alerts();
  }
}
