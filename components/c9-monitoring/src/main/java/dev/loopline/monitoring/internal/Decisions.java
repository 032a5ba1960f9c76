package dev.loopline.monitoring.internal;

import dev.loopline.monitoring.Challenge.Evidence;
import dev.loopline.monitoring.DriftReport;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.stats.Baseline;
import dev.loopline.stats.Drift;
import dev.loopline.stats.Normal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What follows from the figures: pure functions, nothing else decides. */
final class Decisions {
  private Decisions() {}

  /** What becomes of a challenge, and why in words for the user. */
  record Verdict(Outcome outcome, String reason) {}

  /** Wait for more labels, promote the challenger, or reject it. */
  enum Outcome {
    WAIT,
    PROMOTE,
    REJECT
  }

  /**
   * Promotes a challenger that is better in expectation by the required gain and, at level alpha,
   * not worse by the margin. After drift the recent ripe window is small: asking for a significant
   * gain would keep an outdated champion for months, while "better in expectation, plausibly never
   * much worse" bounds the harm of a wrong promotion by the margin (and the late rollback by the
   * watch). A challenger not worse-proof yet waits for shadow labels until the deadline.
   */
  static Verdict challenge(
      MonitorSpec.ChallengePolicy policy, Evidence evidence, boolean deadlineReached) {
    if (evidence.rows() < policy.minLabels() || Double.isNaN(evidence.difference())) {
      String fact = evidence.rows() + " ripe labelled rows, " + policy.minLabels() + " are needed";
      return deadlineReached
          ? new Verdict(Outcome.REJECT, "The deadline came with " + fact + ".")
          : new Verdict(Outcome.WAIT, "Waiting: " + fact + ".");
    }
    double z = Normal.quantile(1 - policy.alpha());
    double low = evidence.difference() - z * evidence.standardError();
    double high = evidence.difference() + z * evidence.standardError();
    String fact =
        String.format(
            java.util.Locale.ROOT,
            "AUC %.4f against %.4f on %d rows, difference %+.4f (%.4f to %.4f)",
            evidence.challengerAuc(),
            evidence.championAuc(),
            evidence.rows(),
            evidence.difference(),
            low,
            high);
    if (evidence.difference() >= policy.requiredGain() && low > -policy.margin()) {
      return new Verdict(Outcome.PROMOTE, fact + ": better, and not worse by the margin.");
    }
    if (high < policy.requiredGain() || deadlineReached) {
      return new Verdict(
          Outcome.REJECT, fact + ": not shown to be better by " + policy.requiredGain() + ".");
    }
    return new Verdict(Outcome.WAIT, fact + ": undecided, waiting for shadow labels.");
  }

  /** Whether a promoted model does worse than the one it replaced, by the margin and surely. */
  static boolean rollBack(MonitorSpec.ChallengePolicy policy, Evidence since) {
    double z = Normal.quantile(1 - policy.alpha());
    return since.rows() >= policy.minLabels()
        && since.difference() <= -policy.margin()
        && since.difference() + z * since.standardError() < 0;
  }

  /** Whether accuracy fell below the model's reference, by the drop and surely. */
  static boolean accuracyDropped(
      MonitorSpec.Accuracy rule, int rows, double auc, double standardError, double reference) {
    double z = Normal.quantile(1 - rule.alpha());
    return rows >= rule.minLabels()
        && auc <= reference - rule.drop()
        && auc + z * standardError < reference;
  }

  /** After how long an alert that nobody trained upon is raised again. */
  private static final Duration AGAIN = Duration.ofDays(1);

  /**
   * Whether an alert may be raised anew. The cool-down is that of the retraining which followed the
   * last one: an alert that set nothing off, because a training was under way or failed, is raised
   * again after a day.
   *
   * @param last alert of the same kind
   * @param retrained when the first challenge since then was opened
   */
  static boolean mayAlert(
      MonitorSpec.Budget budget, Optional<Instant> last, Optional<Instant> retrained, Instant at) {
    Duration coolDown = Duration.ofDays(budget.coolDownDays());
    if (last.isEmpty()) {
      return true;
    }
    return retrained
        .map(then -> !at.isBefore(then.plus(coolDown)))
        .orElseGet(
            () -> !at.isBefore(last.get().plus(coolDown.compareTo(AGAIN) < 0 ? coolDown : AGAIN)));
  }

  /** Drift of each column; the counts hold the baseline's features and then the prediction. */
  static DriftReport drift(
      MonitorSpec monitor,
      String version,
      Baseline baseline,
      List<long[]> counts,
      Instant from,
      Instant until) {
    List<Baseline.Column> columns = new ArrayList<>(baseline.features());
    columns.add(baseline.prediction());
    long rows = java.util.Arrays.stream(counts.getLast()).sum();
    MonitorSpec.Drift rule = monitor.drift();
    double[] p = new double[columns.size()];
    for (int i = 0; i < p.length; i++) {
      p[i] = rows == 0 ? 1 : Drift.chiSquare(columns.get(i).counts(), counts.get(i)).pValue();
    }
    boolean[] significant = Drift.significant(p, rule.alpha());
    List<DriftReport.Column> found = new ArrayList<>(p.length);
    for (int i = 0; i < p.length; i++) {
      long[] expected = columns.get(i).counts();
      double psi = rows == 0 ? 0 : Drift.psi(expected, counts.get(i));
      double ks = rows == 0 ? 1 : Drift.kolmogorovSmirnov(expected, counts.get(i)).pValue();
      boolean drifted = significant[i] && psi >= rule.psi();
      found.add(new DriftReport.Column(columns.get(i).name(), psi, p[i], ks, drifted));
    }
    long drifted = found.stream().filter(DriftReport.Column::drifted).count();
    boolean alert = rows >= rule.minSample() && drifted >= rule.columns();
    return new DriftReport(monitor.endpoint(), version, from, until, rows, found, alert);
  }
}
