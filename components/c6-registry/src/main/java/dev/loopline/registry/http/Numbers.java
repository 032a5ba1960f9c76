package dev.loopline.registry.http;

import dev.loopline.http.Call;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.RegistryError;
import java.time.DateTimeException;
import java.time.Instant;

/** Numbers and moments of requests. */
final class Numbers {
  /** The end of the year 9999. */
  private static final long LATEST = 253_402_300_799_999L;

  private Numbers() {}

  static int version(Call call) {
    return version(call.path("version"));
  }

  static int version(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new LooplineException(
          RegistryError.VERSION_NOT_FOUND, "'" + text + "' is no version; versions are 1, 2, …", e);
    }
  }

  static long cursor(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'" + text + "' is no cursor; pass on the previous page's nextCursor.",
          e);
    }
  }

  /** A moment that databases and JSON can hold. */
  static Instant millis(String name, long millis) {
    if (millis < 0 || millis > LATEST) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'" + name + "' is " + millis + ", which is no time in milliseconds.");
    }
    return Instant.ofEpochMilli(millis);
  }

  static Instant moment(String name, String text) {
    try {
      Instant moment = Instant.parse(text);
      // What has no milliseconds is in no database.
      return Instant.ofEpochMilli(moment.toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'" + name + "' is '" + text + "'; write a moment such as 2026-07-01T12:00:00Z.",
          e);
    }
  }
}
