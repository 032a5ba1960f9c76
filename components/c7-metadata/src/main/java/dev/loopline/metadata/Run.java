package dev.loopline.metadata;

import java.util.List;
import java.util.Map;

/**
 * A run and what it logged.
 *
 * @param metrics the latest point of each key
 * @param modelInputs ids of the logged models that it read
 * @param outputs the logged models that it made
 */
public record Run(
    RunInfo info,
    Map<String, String> params,
    Map<String, String> tags,
    List<Metric> metrics,
    List<DatasetInput> inputs,
    List<String> modelInputs,
    List<ModelOutput> outputs) {
  public Run {
    params = Map.copyOf(params);
    tags = Map.copyOf(tags);
    metrics = List.copyOf(metrics);
    inputs = List.copyOf(inputs);
    modelInputs = List.copyOf(modelInputs);
    outputs = List.copyOf(outputs);
  }

  public String id() {
    return info.id();
  }
}
