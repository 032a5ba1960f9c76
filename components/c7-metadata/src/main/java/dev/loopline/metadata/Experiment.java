package dev.loopline.metadata;

import java.time.Instant;
import java.util.Map;

/**
 * A named group of runs.
 *
 * @param artifactLocation below which its runs' files lie, as it was given: {@code
 *     mlflow-artifacts:/…} is this server's own store, anything else is read and written by clients
 *     alone
 */
public record Experiment(
    long id,
    String name,
    String artifactLocation,
    Lifecycle lifecycle,
    Instant createdAt,
    Instant updatedAt,
    Map<String, String> tags) {
  public Experiment {
    tags = Map.copyOf(tags);
  }
}
