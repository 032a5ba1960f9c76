package dev.loopline.features.internal.rows;

import dev.loopline.kernel.artifacts.Digest;
import java.util.Arrays;

/** 16 bytes that tell lines apart. */
public final class LineDigest {
  private static final int BYTES = 16;

  private LineDigest() {}

  public static byte[] of(byte[] line) {
    return Arrays.copyOf(Digest.sha256().digest(line), BYTES);
  }
}
