package dev.loopline.monitoring;

import org.jspecify.annotations.Nullable;

/**
 * One monitor of {@code monitoring.yaml}. All times are event time.
 *
 * @param endpoint the endpoint that is watched
 * @param model the model behind it, {@code product.name}
 */
public record MonitorSpec(
    String name,
    String endpoint,
    String model,
    Ripeness ripeness,
    Drift drift,
    Accuracy accuracy,
    ChallengePolicy challenge,
    Budget budget) {

  /**
   * When all outcomes of bookings of one age are known: {@code afterDays} plus, where a feature is
   * named, that feature's value in days. Counting only ripe rows keeps outcomes that become known
   * early (cancellations) from being over-represented.
   */
  public record Ripeness(int afterDays, @Nullable String feature) {}

  /**
   * Drift of features and predictions over the last {@code windowDays}. A column drifts when its
   * PSI reaches {@code psi} and its chi-square test stands after Benjamini-Hochberg at {@code
   * alpha}; the monitor alerts when {@code columns} of them do.
   */
  public record Drift(int windowDays, int minSample, double psi, double alpha, int columns) {}

  /** Accuracy over the cohort that became ripe in the last {@code windowDays}. */
  public record Accuracy(int windowDays, int minLabels, double drop, double alpha) {}

  /**
   * How a challenger is compared with the champion.
   *
   * @param backtestDays ripe rows of that many days back are scored by both
   * @param minLabels ripe labelled rows without which nothing is decided
   * @param deadlineDays after which the challenge ends one way or the other
   * @param requiredGain the expected gain in AUC that a promotion needs
   * @param margin how much worse the challenger may plausibly be
   * @param alpha the level of the one-sided test that it is not worse by the margin
   * @param keepStatic whether the first champion keeps scoring for comparison
   * @param watchDays how long a promoted champion is compared with the one it replaced
   */
  public record ChallengePolicy(
      int backtestDays,
      int minLabels,
      int deadlineDays,
      double requiredGain,
      double margin,
      double alpha,
      Keep keepStatic,
      int watchDays) {}

  /** Whether the first champion keeps scoring beside its successors. */
  public enum Keep {
    FIRST,
    NONE
  }

  /** At most {@code alerts} in {@code days}, and none within {@code coolDownDays} of its like. */
  public record Budget(int coolDownDays, int alerts, int days) {}
}
