package dev.loopline.serving.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The online features of entities. */
@FunctionalInterface
public interface FeatureLookup {
  /** One entry for each key, in order: its feature values by name, where it has any. */
  List<Optional<Map<String, JsonNode>>> online(String product, String view, List<String> keys);
}
