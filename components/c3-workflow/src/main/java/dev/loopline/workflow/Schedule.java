package dev.loopline.workflow;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.Optional;

/** What {@code every:} says: the beginning of each month in UTC, or a fixed step. Event time. */
public sealed interface Schedule {
  /** Less than a minute in event time is no schedule, and would take long to step through. */
  Instant SHORTEST = Instant.EPOCH.plusSeconds(60);

  /** At the beginning of each calendar month. */
  record Monthly() implements Schedule {}

  /** Steps from the moment at which the schedule was first seen. */
  record Step(TemporalAmount amount) implements Schedule {}

  /** Empty for what is neither {@code monthly} nor an ISO-8601 period of a minute or more. */
  static Optional<Schedule> parse(String every) {
    if (every.equals("monthly")) {
      return Optional.of(new Monthly());
    }
    try {
      boolean clock = every.contains("T");
      TemporalAmount amount = clock ? Duration.parse(every) : Period.parse(every);
      return Optional.<Schedule>of(new Step(amount))
          .filter(s -> !s.after(Instant.EPOCH).isBefore(SHORTEST));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The first moment of the schedule after one of its moments, or after its first sight. */
  default Instant after(Instant moment) {
    ZonedDateTime at = moment.atZone(ZoneOffset.UTC);
    return switch (this) {
      case Monthly monthly ->
          at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1).toInstant();
      case Step(TemporalAmount amount) -> at.plus(amount).toInstant();
    };
  }

  /** The first moment after {@code now}, going on from a due moment; those between are skipped. */
  default Instant next(Instant due, Instant now) {
    Instant next = due;
    while (!next.isAfter(now)) {
      next = after(next);
    }
    return next;
  }
}
