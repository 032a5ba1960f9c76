package dev.loopline.features.internal.rows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A row that fits its source.
 *
 * @param at event time in microseconds since 1970
 * @param json its values in the order of the declaration, absent ones left out: equal rows have
 *     equal text
 */
public record RawRow(String key, long at, String json) {
  private static final int DIGEST = 16;

  /** 16 bytes that tell rows of the same key and time apart. */
  public byte[] digest() {
    return digest(json);
  }

  private static byte[] digest(String line) {
    try {
      return Arrays.copyOf(
          MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)),
          DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
