package dev.loopline.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pushes and promotions have set off. A push to the default branch, or a decision of
 * monitoring's, starts exactly one of them, after a crash as well. Those of a product and kind take
 * turns, in the order of their causes.
 */
public interface Deliveries {
  /** Starts to listen to the log; once, when the steps are registered. */
  void begin();

  /** Newest first, from before {@code cursor} on. */
  List<DeliveryView> list(String product, @Nullable String cursor, int limit);

  DeliveryView require(String product, String id);

  /**
   * Makes one that failed or was cancelled once more, as a new delivery in its turn; {@code
   * DELIVERY_NOT_FAILED} for any other.
   */
  DeliveryView retry(String product, String id, String actor);

  List<ArtifactView> artifacts(String product);

  /** What is wrong with a repository's files, by path; empty where they fit. */
  List<Violation> validate(Map<String, byte[]> files);

  /** The JSON Schema of {@code ci.yaml}. */
  JsonNode ciSchema();
}
