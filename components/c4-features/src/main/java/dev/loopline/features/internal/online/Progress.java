package dev.loopline.features.internal.online;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How far something derived from a source's rows has come.
 *
 * @param offset in the source's segments
 * @param rows that it holds
 */
public record Progress(long offset, long rows) {
  public static final Progress NONE = new Progress(0, 0);

  byte[] bytes() {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(offset).putLong(rows).array();
  }

  static Progress of(byte @Nullable [] bytes) {
    if (bytes == null) {
      return NONE;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Progress(buffer.getLong(), buffer.getLong());
  }
}
