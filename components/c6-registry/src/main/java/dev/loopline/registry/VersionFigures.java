package dev.loopline.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version in a line of a table, or a point of a plot.
 *
 * @param run empty where none was told
 * @param metrics those of its training; of a version that came through MLflow those that its run
 *     logged last
 */
public record VersionFigures(
    int version,
    String stage,
    List<String> aliases,
    Map<String, String> tags,
    @Nullable String description,
    String run,
    Instant createdAt,
    String createdBy,
    ModelVersion.@Nullable Decision decision,
    boolean servable,
    Map<String, Double> metrics) {
  public VersionFigures {
    aliases = List.copyOf(aliases);
    tags = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    metrics = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }
}
