package dev.loopline.serving.internal;

import dev.loopline.kernel.search.QueryError;
import dev.loopline.serving.internal.PredictionWalk.At;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Where a walk goes on, as a short text: it stands in addresses. */
final class PredictionCursor {
  private PredictionCursor() {}

  static String encode(List<At> walked) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (At at : walked) {
      number(at.endpoint(), bytes);
      number(at.position() >>> 32, bytes);
      number(at.position() & 0xFFFFFFFFL, bytes);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** Seven bits a byte, the lowest first. */
  private static void number(long value, ByteArrayOutputStream into) {
    long rest = value;
    while (rest > 0x7F) {
      into.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    into.write((int) rest);
  }

  static List<At> decode(String cursor) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      List<At> walked = new ArrayList<>();
      while (bytes.hasRemaining()) {
        long endpoint = number(bytes);
        walked.add(new At(endpoint, (number(bytes) << 32) | number(bytes)));
      }
      return walked;
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw QueryError.cursor();
    }
  }

  private static long number(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < 32; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value & 0xFFFFFFFFL;
      }
    }
    throw QueryError.cursor();
  }
}
