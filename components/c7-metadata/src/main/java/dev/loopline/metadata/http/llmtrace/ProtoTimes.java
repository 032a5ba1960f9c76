package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.mlflow.MlflowRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Moments and durations as protocol buffers write them in JSON, down to milliseconds. */
final class ProtoTimes {
  private static final Duration LONGEST = Duration.ofDays(365_000);

  private ProtoTimes() {}

  static @Nullable Instant instant(MlflowRequest request, String field) {
    String text = request.optionalText(field);
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Instant.ofEpochMilli(instant.toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw request.illTyped(field, request.json().path(field));
    }
  }

  static @Nullable Duration duration(MlflowRequest request, String field) {
    JsonNode node = request.json().path(field);
    String text = request.optionalText(field);
    if (text == null || text.isEmpty()) {
      return null;
    }
    if (!text.matches("-?\\d{1,12}(\\.\\d{1,9})?s")) {
      throw request.illTyped(field, node);
    }
    BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
    Duration duration = Duration.ofMillis(seconds.movePointRight(3).longValue());
    if (duration.abs().compareTo(LONGEST) > 0) {
      throw request.illTyped(field, node);
    }
    return duration;
  }

  static String write(Duration duration) {
    long millis = duration.toMillis();
    String sign = millis < 0 ? "-" : "";
    long whole = Math.abs(millis) / 1000;
    long rest = Math.abs(millis) % 1000;
    return sign + whole + (rest == 0 ? "" : ".%03d".formatted(rest)) + "s";
  }
}
