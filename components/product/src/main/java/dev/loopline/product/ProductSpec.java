package dev.loopline.product;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code product.yaml} declares.
 *
 * @param roles holders by role, such as {@code dataScientist}
 */
public record ProductSpec(
    String name,
    String goal,
    @Nullable Kpi kpi,
    @Nullable Value value,
    @Nullable Problem problem,
    @Nullable Data data,
    @Nullable List<ArchitectureDecision> architecture,
    @Nullable Map<String, List<String>> roles) {
  public ProductSpec {
    architecture = architecture == null ? List.of() : List.copyOf(architecture);
    roles = roles == null ? Map.of() : Map.copyOf(roles);
  }

  /** The measure of success and what it must reach. */
  public record Kpi(String name, double target, @Nullable String unit) {}

  /** What each outcome of a prediction is worth, in the currency; 0 where nothing is said. */
  public record Value(
      String currency,
      @Nullable Double truePositive,
      @Nullable Double trueNegative,
      @Nullable Double falsePositive,
      @Nullable Double falseNegative) {}

  /**
   * The machine-learning problem.
   *
   * @param type classification or regression
   * @param target the column that is predicted
   * @param threshold what the metric must reach before a model may serve
   */
  public record Problem(
      String type, @Nullable String target, @Nullable String metric, @Nullable Double threshold) {}

  /** What the data must offer; durations are ISO-8601. */
  public record Data(
      @Nullable String entity,
      @Nullable String eventTime,
      @Nullable Label label,
      @Nullable List<String> fields,
      @Nullable String history,
      @Nullable String freshness) {}

  /**
   * The known answer.
   *
   * @param knownAt the column that says when it became known
   * @param ripeAfter the column after whose date labels of all outcomes are known
   */
  public record Label(String column, String knownAt, @Nullable String ripeAfter) {}

  /** Which engine was chosen, and why. */
  public record ArchitectureDecision(String decision, String choice, String reason) {}
}
