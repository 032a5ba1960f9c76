package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What those who use a version must know.
 *
 * @param risk low, limited, high or unacceptable, with the reason
 * @param slices the figures of parts of the data
 * @param more anything else, by heading
 */
public record ModelCard(
    @Nullable String intendedUse,
    @Nullable String limitations,
    @Nullable String data,
    @Nullable String owner,
    @Nullable Risk risk,
    List<Slice> slices,
    Map<String, JsonNode> more) {
  public ModelCard {
    slices = slices == null ? List.of() : List.copyOf(slices);
    more = more == null ? Map.of() : Map.copyOf(more);
  }

  /** How much can go wrong. */
  public enum Level {
    LOW,
    LIMITED,
    HIGH,
    UNACCEPTABLE
  }

  /** The level and what it rests on. */
  public record Risk(Level level, @Nullable String reason) {}

  /**
   * Figures of a part of the data.
   *
   * @param name such as {@code hotel = City}
   */
  public record Slice(String name, @Nullable Long rows, Map<String, Double> metrics) {
    public Slice {
      metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
    }
  }
}
