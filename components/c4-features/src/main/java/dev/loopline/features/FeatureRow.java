package dev.loopline.features;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest features of an entity.
 *
 * @param values by feature, in the view's order; JSON null where the view gave none
 * @param commit that gave the view its present form
 */
public record FeatureRow(
    String key, Instant eventTime, Map<String, JsonNode> values, String commit) {
  public FeatureRow {
    // Map.copyOf would lose the view's order.
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
