package dev.loopline.workflow.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A cron expression of five fields as Vixie cron reads them: where neither of the two days begins
 * with {@code *}, one of them is enough. Times on a calendar; {@link Timetable} puts them on the
 * clock of a zone.
 */
public final class Cron {
  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final long ALL_HOURS = (1L << 24) - 1;

  /** The calendar repeats itself after as many years: what did not come until then never comes. */
  private static final int CYCLE_YEARS = 400;

  private static final LocalDateTime ANY = LocalDateTime.of(2000, 1, 1, 0, 0);

  private final String text;
  private final long[] values = new long[CronField.values().length];
  private final boolean eitherDay;

  private Cron(String text, String[] fields) {
    this.text = text;
    for (CronField field : CronField.values()) {
      values[field.ordinal()] = field.read(fields[field.ordinal()]);
    }
    eitherDay =
        !fields[CronField.DAY.ordinal()].startsWith("*")
            && !fields[CronField.WEEKDAY.ordinal()].startsWith("*");
  }

  /** Reads an expression; {@link IllegalArgumentException} says what is wrong with it. */
  public static Cron parse(String text) {
    String told = text.strip();
    String plain = NICKNAMES.getOrDefault(told.toLowerCase(Locale.ROOT), told);
    if (plain.startsWith("@")) {
      throw new IllegalArgumentException(
          "it is not one of @hourly, @daily, @weekly, @monthly, @yearly");
    }
    String[] fields = plain.split("\\s+");
    if (fields.length != CronField.values().length) {
      throw new IllegalArgumentException(
          "it has "
              + fields.length
              + " fields; five are needed: minute, hour, day of the month, month, day of the week"
              + " (no seconds, no years)");
    }
    Cron cron = new Cron(told, fields);
    if (cron.from(ANY).isEmpty()) {
      throw new IllegalArgumentException("no day is ever like that, as 30 February is not");
    }
    return cron;
  }

  /** The first minute that fits, not before {@code at}. */
  Optional<LocalDateTime> from(LocalDateTime at) {
    LocalDate day = at.toLocalDate();
    LocalTime time = at.toLocalTime();
    if (time.getSecond() > 0 || time.getNano() > 0) {
      return from(at.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1));
    }
    LocalDate end = day.plusYears(CYCLE_YEARS);
    while (day.isBefore(end)) {
      if (!has(CronField.MONTH, day.getMonthValue())) {
        day = day.withDayOfMonth(1).plusMonths(1);
      } else {
        int minute = fits(day) ? from(time) : -1;
        if (minute >= 0) {
          return Optional.of(day.atTime(minute / 60, minute % 60));
        }
        day = day.plusDays(1);
      }
      time = LocalTime.MIDNIGHT;
    }
    return Optional.empty();
  }

  /** Whether it comes in every hour of its days, and so follows the hours rather than the clock. */
  boolean everyHour() {
    return values[CronField.HOUR.ordinal()] == ALL_HOURS;
  }

  private boolean fits(LocalDate day) {
    boolean month = has(CronField.DAY, day.getDayOfMonth());
    boolean week = has(CronField.WEEKDAY, day.getDayOfWeek().getValue() % 7);
    return eitherDay ? month || week : month && week;
  }

  /** The first minute of the day that fits from a time on; -1 for none. */
  private int from(LocalTime time) {
    int hour = next(CronField.HOUR, time.getHour());
    if (hour == time.getHour()) {
      int minute = next(CronField.MINUTE, time.getMinute());
      if (minute < Long.SIZE) {
        return hour * 60 + minute;
      }
      hour = next(CronField.HOUR, hour + 1);
    }
    return hour < Long.SIZE ? hour * 60 + next(CronField.MINUTE, 0) : -1;
  }

  /** The first value of the field from one on; 64 for none. */
  private int next(CronField field, int from) {
    return Long.numberOfTrailingZeros(values[field.ordinal()] & -1L << from);
  }

  private boolean has(CronField field, int value) {
    return (values[field.ordinal()] & 1L << value) != 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cron cron && cron.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
