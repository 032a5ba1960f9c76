package dev.loopline.features;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The one rule for what may identify an entity, wherever a key comes in: with rows, with labels,
 * with questions to an endpoint.
 */
public final class EntityKey {
  /** In UTF-8, so that stores that count bytes hold every key. */
  public static final int LONGEST_BYTES = 256;

  private EntityKey() {}

  /** What is wrong with a key, as the rest of a sentence that names it; empty where it is fine. */
  public static Optional<String> fault(String key) {
    if (key.isBlank()) {
      return Optional.of("is empty");
    }
    if (key.indexOf('\0') >= 0) {
      return Optional.of("holds a NUL character");
    }
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    return bytes > LONGEST_BYTES
        ? Optional.of("has " + bytes + " bytes in UTF-8; at most " + LONGEST_BYTES + " are allowed")
        : Optional.empty();
  }
}
