package dev.loopline.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.registry.Signature;
import java.util.List;
import java.util.Map;

/**
 * What a training child found, its files apart.
 *
 * @param metrics of the model before it was fitted again to all rows, on rows that it never saw
 * @param parameters the settings chosen
 * @param trials every setting tried, in order
 * @param curve AUC on the validation rows after each round of the chosen trial
 */
public record TrainingResult(
    Signature signature,
    Map<String, Double> metrics,
    Map<String, JsonNode> parameters,
    List<Trial> trials,
    List<Double> curve) {
  public TrainingResult {
    metrics = Map.copyOf(metrics);
    parameters = Map.copyOf(parameters);
    trials = List.copyOf(trials);
    curve = List.copyOf(curve);
  }

  /** One setting and what it reached on the validation rows. */
  public record Trial(Map<String, JsonNode> parameters, int rounds, double auc) {
    public Trial {
      parameters = Map.copyOf(parameters);
    }
  }
}
