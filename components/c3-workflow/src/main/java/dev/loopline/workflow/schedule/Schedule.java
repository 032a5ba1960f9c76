package dev.loopline.workflow.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What {@code every:} says: the beginning of each month in UTC, or a fixed step. Event time. Each
 * moment lies after the one before it, and a jump over many costs no more than one step.
 */
public sealed interface Schedule {
  /** Less in event time is no schedule. */
  Duration SHORTEST = Duration.ofMinutes(1);

  /** More is a mistake, and would leave the calendar. */
  int MOST_MONTHS = 1200;

  Duration LONGEST = Duration.ofDays(36_525);

  /** At the beginning of each calendar month. */
  record Monthly() implements Schedule {}

  /** Steps of a length of time from the moment at which the schedule was first seen. */
  record Fixed(Duration step) implements Schedule {}

  /** Steps of calendar months; from a month's last days on to the last day of shorter ones. */
  record Months(int months) implements Schedule {}

  /**
   * Empty for what is neither {@code monthly} nor an ISO-8601 period of a minute to a hundred
   * years, in months and years or in weeks, days and smaller: a mixture has no fixed length, and
   * negative parts may not go forward at all.
   */
  static Optional<Schedule> parse(String every) {
    if (every.equals("monthly")) {
      return Optional.of(new Monthly());
    }
    if (every.contains("-")) {
      return Optional.empty();
    }
    try {
      if (every.contains("T")) {
        return fixed(Duration.parse(every));
      }
      Period period = Period.parse(every);
      long months = period.toTotalMonths();
      if (months == 0) {
        return fixed(Duration.ofDays(period.getDays()));
      }
      return months <= MOST_MONTHS && period.getDays() == 0
          ? Optional.of(new Months((int) months))
          : Optional.empty();
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<Schedule> fixed(Duration step) {
    return step.compareTo(SHORTEST) >= 0 && step.compareTo(LONGEST) <= 0
        ? Optional.of(new Fixed(step))
        : Optional.empty();
  }

  /** The first moment of the schedule after one of its moments, or after its first sight. */
  default Instant after(Instant moment) {
    ZonedDateTime at = moment.atZone(ZoneOffset.UTC);
    return switch (this) {
      case Monthly() -> month(at).plusMonths(1).toInstant();
      case Fixed(Duration step) -> moment.plus(step);
      case Months(int months) -> at.plusMonths(months).toInstant();
    };
  }

  /** The first moment after {@code now}, going on from a due moment; those between are skipped. */
  default Instant next(Instant due, Instant now) {
    if (due.isAfter(now)) {
      return due;
    }
    return switch (this) {
      case Monthly() -> month(now.atZone(ZoneOffset.UTC)).plusMonths(1).toInstant();
      case Fixed(Duration step) ->
          due.plus(step.multipliedBy(Duration.between(due, now).dividedBy(step) + 1));
      case Months(int months) -> {
        ZonedDateTime first = due.atZone(ZoneOffset.UTC);
        long steps = ChronoUnit.MONTHS.between(first, now.atZone(ZoneOffset.UTC)) / months;
        // Whole months between dates of different lengths may be one too few, never too many.
        Instant next = first.plusMonths(steps * months).toInstant();
        while (!next.isAfter(now)) {
          steps++;
          next = first.plusMonths(steps * months).toInstant();
        }
        yield next;
      }
    };
  }

  private static ZonedDateTime month(ZonedDateTime at) {
    return at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
  }
}
