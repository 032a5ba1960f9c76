package dev.loopline.features.internal.rows;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** 16 bytes that tell lines apart. */
public final class LineDigest {
  private static final int BYTES = 16;

  private LineDigest() {}

  public static byte[] of(byte[] line) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(line), BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
