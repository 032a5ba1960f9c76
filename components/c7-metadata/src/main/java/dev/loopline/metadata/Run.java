package dev.loopline.metadata;

import java.util.List;
import java.util.Map;

/**
 * A run and what it logged.
 *
 * @param metrics the latest point of each key
 */
public record Run(
    RunInfo info,
    Map<String, String> params,
    Map<String, String> tags,
    List<Metric> metrics,
    List<DatasetInput> inputs) {
  public Run {
    params = Map.copyOf(params);
    tags = Map.copyOf(tags);
    metrics = List.copyOf(metrics);
    inputs = List.copyOf(inputs);
  }

  public String id() {
    return info.id();
  }
}
