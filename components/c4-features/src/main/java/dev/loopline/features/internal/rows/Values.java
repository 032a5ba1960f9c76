package dev.loopline.features.internal.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.features.internal.spec.ColumnType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Values of each column type in one form: times in UTC, to the microsecond. Pure. */
final class Values {
  private Values() {}

  static JsonNode canonical(String column, ColumnType type, JsonNode value) {
    return switch (type) {
      case STRING -> {
        require(value.isValueNode(), column, type, value);
        yield TextNode.valueOf(value.asText());
      }
      case INTEGER -> {
        require(value.isNumber() && isWhole(value), column, type, value);
        yield LongNode.valueOf(value.asLong());
      }
      case NUMBER -> {
        require(value.isNumber() && Double.isFinite(value.asDouble()), column, type, value);
        yield DoubleNode.valueOf(value.asDouble());
      }
      case BOOLEAN -> {
        require(value.isBoolean(), column, type, value);
        yield BooleanNode.valueOf(value.asBoolean());
      }
      case DATE -> {
        require(value.isTextual() && isDate(value.asText()), column, type, value);
        yield TextNode.valueOf(value.asText());
      }
      case TIMESTAMP -> {
        require(value.isTextual(), column, type, value);
        yield TextNode.valueOf(
            DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                LocalDateTime.ofInstant(parse(column, value.asText()), ZoneOffset.UTC)));
      }
    };
  }

  /** Microseconds since 1970 of a date or a timestamp. */
  static long micros(String column, String text) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, parse(column, text));
  }

  private static boolean isWhole(JsonNode value) {
    return value.isIntegralNumber()
        ? value.canConvertToLong()
        : value.asDouble() == Math.rint(value.asDouble()) && Math.abs(value.asDouble()) < 1L << 53;
  }

  private static boolean isDate(String text) {
    try {
      return inRange(LocalDate.parse(text).getYear());
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean inRange(int year) {
    return year > 0 && year < 10_000;
  }

  private static Instant parse(String column, String text) {
    try {
      Instant time = instant(text.replace(' ', 'T')).truncatedTo(ChronoUnit.MICROS);
      if (inRange(time.atOffset(ZoneOffset.UTC).getYear())) {
        return time;
      }
    } catch (DateTimeException e) {
      // Falls through to the one message for all that is no such time.
    }
    throw new IllegalArgumentException(
        "'"
            + column
            + "' is \""
            + text
            + "\"; an ISO-8601 time such as 2016-07-01T12:00:00Z is"
            + " expected.");
  }

  private static Instant instant(String text) {
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    boolean hasOffset = text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > 10;
    return hasOffset
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }

  private static void require(boolean fits, String column, ColumnType type, JsonNode value) {
    if (!fits) {
      String shown = value.toString();
      throw new IllegalArgumentException(
          "'"
              + column
              + "' is "
              + (shown.length() > 80 ? shown.substring(0, 80) + "…" : shown)
              + "; a value of type "
              + type.name().toLowerCase(Locale.ROOT)
              + " is expected.");
    }
  }
}
