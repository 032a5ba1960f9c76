package dev.loopline.workflow.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * The slots of a schedule by the wall clock: the same whoever asks and since when, so that a range
 * of them can be named. As text it is what {@link #parse} reads.
 */
public sealed interface Timetable {
  /** The first slot after a moment. */
  Instant after(Instant moment);

  /**
   * A cron expression in a zone. One that comes in every hour follows the hours: none is left out
   * or doubled when clocks are moved. Any other follows the clock on the wall, each of its times
   * once: one that clocks jump over comes at the jump, one that they show twice comes the first
   * time.
   */
  record Calendar(Cron cron, ZoneId zone) implements Timetable {
    @Override
    public Instant after(Instant moment) {
      return cron.everyHour() ? byHours(moment) : byClock(moment);
    }

    private Instant byHours(Instant moment) {
      ZoneRules rules = zone.getRules();
      Instant from = moment.plusNanos(1);
      while (true) {
        ZoneOffset offset = rules.getOffset(from);
        Instant slot = first(LocalDateTime.ofInstant(from, offset)).toInstant(offset);
        ZoneOffsetTransition change = rules.nextTransition(from);
        if (change == null || slot.isBefore(change.getInstant())) {
          return slot;
        }
        from = change.getInstant();
      }
    }

    private Instant byClock(Instant moment) {
      LocalDateTime time =
          LocalDateTime.ofInstant(moment, zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      while (true) {
        LocalDateTime candidate = first(time);
        Instant slot = onceOnTheClock(candidate);
        if (slot.isAfter(moment)) {
          return slot;
        }
        time = candidate.plusMinutes(1);
      }
    }

    private Instant onceOnTheClock(LocalDateTime time) {
      ZoneRules rules = zone.getRules();
      List<ZoneOffset> offsets = rules.getValidOffsets(time);
      return offsets.isEmpty()
          ? rules.getTransition(time).getInstant()
          : time.toInstant(offsets.getFirst());
    }

    private LocalDateTime first(LocalDateTime from) {
      return cron.from(from).orElseThrow(() -> new IllegalStateException(cron + " never comes"));
    }

    @Override
    public String toString() {
      return "cron " + cron + " " + zone;
    }
  }

  /** Whole steps since the beginning of 1970 in UTC. */
  record Interval(String text, Schedule every) implements Timetable {
    @Override
    public Instant after(Instant moment) {
      return switch (every) {
        case Schedule.Monthly monthly -> monthly.after(moment);
        case Schedule.Fixed(var step) -> {
          long millis = step.toMillis();
          yield Instant.ofEpochMilli((Math.floorDiv(moment.toEpochMilli(), millis) + 1) * millis);
        }
        case Schedule.Months(int months) -> {
          ZonedDateTime epoch = Instant.EPOCH.atZone(ZoneOffset.UTC);
          ZonedDateTime at = moment.atZone(ZoneOffset.UTC);
          long since = (at.getYear() - 1970L) * 12 + at.getMonthValue() - 1;
          yield epoch.plusMonths((Math.floorDiv(since, months) + 1) * months).toInstant();
        }
      };
    }

    @Override
    public String toString() {
      return "every " + text;
    }
  }

  static Timetable cron(String expression, String zone) {
    return new Calendar(Cron.parse(expression), ZoneId.of(zone));
  }

  /** What {@link Schedule#parse} reads, by the wall clock. */
  static Timetable every(String period) {
    return new Interval(
        period,
        Schedule.parse(period)
            .orElseThrow(() -> new IllegalArgumentException("'" + period + "' is no period")));
  }

  /** Reads what {@code toString} wrote. */
  static Timetable parse(String text) {
    if (text.startsWith("every ")) {
      return every(text.substring("every ".length()));
    }
    int zone = text.lastIndexOf(' ');
    return cron(text.substring("cron ".length(), zone), text.substring(zone + 1));
  }
}
