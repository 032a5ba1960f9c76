package dev.loopline.kernel.events;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the log is sealed. Kept somewhere else, it shows later whether the log still holds all
 * that it held then, whoever had the audit key meanwhile.
 *
 * @param position 0 where nothing is sealed yet
 * @param hash of the event at that position, in hexadecimal
 */
public record EventHead(long position, String hash) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

  /** Reads what {@link #toString} writes. */
  public static EventHead parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'"
              + text
              + "' is no head of the log; POSITION:HASH is expected, as 'loopline audit verify' and"
              + " GET /api/v1/events/head tell it.");
    }
    return new EventHead(Long.parseLong(parts.group(1)), parts.group(2));
  }

  /** {@code POSITION:HASH}. */
  @Override
  public String toString() {
    return position + ":" + hash;
  }
}
