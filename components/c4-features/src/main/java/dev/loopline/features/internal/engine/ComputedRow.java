package dev.loopline.features.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a view made of a row.
 *
 * @param at event time in microseconds since 1970
 * @param values in the order of the view's features
 */
public record ComputedRow(String key, long at, List<JsonNode> values) {
  public ComputedRow {
    values = List.copyOf(values);
  }
}
