package dev.loopline.kernel.search;

import java.util.function.Predicate;

/**
 * A pattern of {@code %} and {@code _} as {@link dev.loopline.kernel.db.Dialect#like} means it: a
 * backslash is itself, and {@code _} one character. Goes back to the last {@code %} alone, so no
 * pattern takes longer than its length times the text's.
 */
final class Like {
  private Like() {}

  /** Which letters are the same. */
  enum Letters {
    AS_WRITTEN,
    /** Of ASCII; others as written. */
    IN_ANY_CASE
  }

  static Predicate<Object> of(String pattern, Letters letters) {
    int[] wanted = points(pattern, letters);
    return text -> matches(wanted, points((String) text, letters));
  }

  private static int[] points(String text, Letters letters) {
    return letters == Letters.AS_WRITTEN
        ? text.codePoints().toArray()
        : text.codePoints().map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c).toArray();
  }

  private static boolean matches(int[] pattern, int[] text) {
    int p = 0;
    int t = 0;
    int percent = -1;
    int resume = 0;
    while (t < text.length) {
      if (p < pattern.length && pattern[p] == '%') {
        percent = p++;
        resume = t;
      } else if (p < pattern.length && (pattern[p] == '_' || pattern[p] == text[t])) {
        p++;
        t++;
      } else if (percent >= 0) {
        p = percent + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '%') {
      p++;
    }
    return p == pattern.length;
  }
}
