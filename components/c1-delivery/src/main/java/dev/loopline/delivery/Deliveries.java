package dev.loopline.delivery;

import dev.loopline.kernel.json.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pushes and promotions have set off. A push to the default branch, or a decision of
 * monitoring's, starts exactly one of them, after a crash as well.
 */
public interface Deliveries {
  /** Starts to listen to the log; once, when the steps are registered. */
  void begin();

  /** Newest first, from before {@code cursor} on. */
  List<DeliveryView> list(String product, @Nullable String cursor, int limit);

  DeliveryView require(String product, String id);

  List<ArtifactView> artifacts(String product);

  /** What is wrong with a repository's files, by path; empty where they fit. */
  List<Violation> validate(Map<String, byte[]> files);
}
