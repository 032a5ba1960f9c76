package dev.loopline.kernel.search;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** An operand as the value that is bound: what does not fit its field is refused. */
final class Values {
  private Values() {}

  static Object of(Field field, Column.Type type, Operand operand, Instant now) {
    return switch (type) {
      case TEXT ->
          operand instanceof Operand.Text text
              ? text.value()
              : refuse(field, operand, "a text in quotes");
      case NUMBER ->
          operand instanceof Operand.Number number
              ? (Object) number.value().doubleValue()
              : refuse(field, operand, "a number");
      case TIME -> time(field, operand, now);
      case DURATION ->
          switch (operand) {
            case Operand.Span span -> span.value().toMillis();
            case Operand.Number number -> number.value().longValue();
            case Operand.Text text ->
                refuse(field, text, "a duration such as 90s, or milliseconds");
            case Operand.Ago ago -> refuse(field, ago, "a duration such as 90s, or milliseconds");
          };
      case OPEN ->
          switch (operand) {
            case Operand.Text text -> text.value();
            case Operand.Number number -> number.value().doubleValue();
            case Operand.Span span -> refuse(field, span, "a text in quotes or a number");
            case Operand.Ago ago -> refuse(field, ago, "a text in quotes or a number");
          };
    };
  }

  private static Object time(Field field, Operand operand, Instant now) {
    return switch (operand) {
      case Operand.Number number -> number.value().longValue();
      case Operand.Ago ago -> now.minus(ago.value()).toEpochMilli();
      case Operand.Text text -> instant(field, text).toEpochMilli();
      case Operand.Span span -> refuse(field, span, "a moment; write now - 7d for one in the past");
    };
  }

  private static Instant instant(Field field, Operand.Text text) {
    String value = text.value();
    try {
      if (value.length() <= 10) {
        return LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      String iso = value.replace(' ', 'T');
      return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw refused(field, text, "a date such as '2026-07-01' or '2026-07-01T12:00:00Z'");
    }
  }

  private static Object refuse(Field field, Operand operand, String expected) {
    throw refused(field, operand, expected);
  }

  private static RuntimeException refused(Field field, Operand operand, String expected) {
    return QueryError.at(operand.at(), "'" + field + "' takes " + expected + ".");
  }
}
