package dev.loopline.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values as people read them. What came from a server can do nothing to a terminal. */
public final class Texts {
  private static final int CLIPPED = 100;

  private Texts() {}

  /** Any JSON value on one line; nothing for what is absent. */
  public static String of(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isFloatingPointNumber()) {
      return number(value.asDouble());
    }
    if (value.isArray()) {
      return value.valueStream().map(Texts::of).collect(Collectors.joining(", "));
    }
    if (value.isObject()) {
      return value
          .propertyStream()
          .map(field -> field.getKey() + "=" + of(field.getValue()))
          .collect(Collectors.joining(", "));
    }
    return harmless(value.asText());
  }

  /** Six digits that count, without zeros behind the last. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    double size = Math.abs(value);
    return size >= 1e-4 && size < 1e9
        ? String.format(Locale.ROOT, "%.6f", value).replaceAll("0+$", "").replaceAll("\\.$", "")
        : String.format(Locale.ROOT, "%.5e", value);
  }

  /** Without line breaks and what terminals take for orders. */
  public static String harmless(String text) {
    return text.replaceAll("\\R", " ").replaceAll("\\p{Cntrl}", "\uFFFD");
  }

  /** Harmless, and short: what is longer than a hundred characters is cut. */
  public static String clipped(String text) {
    return clipped(text, CLIPPED);
  }

  /** Harmless, and cut where it is longer than so many characters. */
  public static String clipped(String text, int most) {
    String cut =
        text.codePointCount(0, text.length()) > most
            ? text.substring(0, text.offsetByCodePoints(0, most)) + "…"
            : text;
    return harmless(cut);
  }

  /** 1.2 GB. */
  public static String bytes(long bytes) {
    double size = bytes;
    for (String unit : new String[] {"B", "kB", "MB", "GB", "TB"}) {
      if (size < 1000) {
        return unit.equals("B")
            ? bytes + " B"
            : String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, unit);
      }
      size /= 1000;
    }
    return String.format(Locale.ROOT, "%.0f PB", size);
  }

  /** 1h 02m, 3m 20s, 4.5s. */
  public static String duration(Duration time) {
    long seconds = time.toSeconds();
    if (seconds >= 3600) {
      return String.format(Locale.ROOT, "%dh %02dm", seconds / 3600, seconds % 3600 / 60);
    }
    return seconds >= 60
        ? String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0);
  }
}
