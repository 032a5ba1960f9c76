package dev.loopline.metadata.lineage;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import org.jspecify.annotations.Nullable;

/** Where a list of neighbours goes on: in which source, and where in it. */
record Cursor(int source, @Nullable String after) {
  static Cursor parse(@Nullable String text, int sources) {
    if (text == null) {
      return new Cursor(0, null);
    }
    int dot = text.indexOf('.');
    String number = dot < 0 ? text : text.substring(0, dot);
    if (!number.matches("\\d{1,2}") || Integer.parseInt(number) >= sources) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'" + text + "' is no cursor; take nextCursor of the page before.");
    }
    return new Cursor(Integer.parseInt(number), dot < 0 ? null : text.substring(dot + 1));
  }

  /** What follows a page whose own cursor is {@code next}; null after the last source's last. */
  @Nullable Cursor then(@Nullable String next, int sources) {
    if (next != null) {
      return new Cursor(source, next);
    }
    return source + 1 < sources ? new Cursor(source + 1, null) : null;
  }

  String text() {
    return after == null ? String.valueOf(source) : source + "." + after;
  }
}
