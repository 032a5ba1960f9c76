package dev.loopline.monitoring;

import org.jspecify.annotations.Nullable;

/**
 * A monitor and how it fares.
 *
 * @param failure why its last evaluation failed; null where it did not
 */
public record MonitorView(
    String name,
    String endpoint,
    String model,
    MonitorSpec.Ripeness ripeness,
    MonitorSpec.Drift drift,
    MonitorSpec.Accuracy accuracy,
    MonitorSpec.ChallengePolicy challenge,
    MonitorSpec.Budget budget,
    @Nullable String failure) {
  public static MonitorView of(MonitorSpec m, @Nullable String failure) {
    return new MonitorView(
        m.name(),
        m.endpoint(),
        m.model(),
        m.ripeness(),
        m.drift(),
        m.accuracy(),
        m.challenge(),
        m.budget(),
        failure);
  }
}
