package dev.loopline.features.internal.rows;

import java.nio.charset.StandardCharsets;

/**
 * A row that fits its source.
 *
 * @param at event time in microseconds since 1970
 * @param json its values in the order of the declaration, absent ones left out: equal rows have
 *     equal text
 */
public record RawRow(String key, long at, String json) {
  /** 16 bytes that tell rows of the same key and time apart. */
  public byte[] digest() {
    return LineDigest.of(json.getBytes(StandardCharsets.UTF_8));
  }
}
