package dev.loopline.serving.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The online features of entities. */
@FunctionalInterface
public interface FeatureLookup {
  /** One entry for each key, in order: its features, where it has any. */
  List<Optional<Row>> online(String product, String view, List<String> keys);

  /**
   * An entity's newest row.
   *
   * @param time the row's own event time
   */
  record Row(Instant time, Map<String, JsonNode> values) {}
}
