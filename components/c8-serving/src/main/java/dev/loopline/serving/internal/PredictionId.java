package dev.loopline.serving.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a prediction lies, as its id says. */
record PredictionId(long endpoint, int segment, long offset) {
  private static final Pattern FORM =
      Pattern.compile("prd-([0-9a-f]{1,15})-([0-9a-f]{1,7})-([0-9a-f]{1,15})");

  static String text(long endpoint, int segment, long offset) {
    return "prd-"
        + Long.toHexString(endpoint)
        + "-"
        + Integer.toHexString(segment)
        + "-"
        + Long.toHexString(offset);
  }

  static Optional<PredictionId> parse(String id) {
    Matcher matcher = FORM.matcher(id);
    return matcher.matches()
        ? Optional.of(
            new PredictionId(
                Long.parseLong(matcher.group(1), 16),
                Integer.parseInt(matcher.group(2), 16),
                Long.parseLong(matcher.group(3), 16)))
        : Optional.empty();
  }
}
