package dev.loopline.metadata;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run and what it logged.
 *
 * @param id 32 hexadecimal digits
 * @param metrics the latest point of each key
 */
public record Run(
    String id,
    long experimentId,
    String name,
    String user,
    RunStatus status,
    Lifecycle lifecycle,
    Instant startedAt,
    @Nullable Instant endedAt,
    Map<String, String> params,
    Map<String, String> tags,
    List<Metric> metrics) {
  public Run {
    params = Map.copyOf(params);
    tags = Map.copyOf(tags);
    metrics = List.copyOf(metrics);
  }
}
