package dev.loopline.workflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {
  private static final int MINUTES = 3 * 24 * 60;

  /** In Berlin clocks go from 2 to 3 on 29 March 2026, and from 3 to 2 on 25 October. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A time that clocks jump over comes at the jump.
        "30 2 * * * | 2026-03-28T12:00Z | 2026-03-29T01:00Z 2026-03-30T00:30Z",
        "*/15 2 * * * | 2026-03-29T00:00Z | 2026-03-29T01:00Z 2026-03-30T00:00Z",
        "0 2,3 * * * | 2026-03-29T00:00Z | 2026-03-29T01:00Z 2026-03-30T00:00Z",
        // A time that clocks show twice comes the first time.
        "30 2 * * * | 2026-10-24T12:00Z | 2026-10-25T00:30Z 2026-10-26T01:30Z",
        "*/30 2 * * * | 2026-10-25T00:00Z | 2026-10-25T00:30Z 2026-10-26T01:00Z",
        "0 3 * * 1-5 | 2026-10-23T12:00Z | 2026-10-26T02:00Z 2026-10-27T02:00Z",
        // What comes in every hour follows the hours.
        "0 * * * * | 2026-03-29T00:00Z | 2026-03-29T01:00Z 2026-03-29T02:00Z",
        "0 * * * * | 2026-10-24T23:30Z | 2026-10-25T00:00Z 2026-10-25T01:00Z 2026-10-25T02:00Z",
        "30 * * * * | 2026-03-29T00:00Z | 2026-03-29T00:30Z 2026-03-29T01:30Z",
        // Either day is enough where both are told; a star needs the other.
        "0 0 13 * 5 | 2026-02-10T00:00Z | 2026-02-12T23:00Z 2026-02-19T23:00Z",
        "0 0 29 2 * | 2026-01-01T00:00Z | 2028-02-28T23:00Z 2032-02-28T23:00Z",
        "0 12 * * SUN | 2026-01-01T00:00Z | 2026-01-04T11:00Z",
        "0 12 * * 7 | 2026-01-01T00:00Z | 2026-01-04T11:00Z",
        "0 12 * JAN-FEB FRI-SUN | 2026-02-27T12:00Z | 2026-02-28T11:00Z 2027-01-01T11:00Z",
        "@monthly | 2026-01-01T00:00Z | 2026-01-31T23:00Z 2026-02-28T23:00Z"
      })
  void slotsFollowTheClockInBerlin(String cron, String from, String slots) {
    Timetable timetable = Timetable.cron(cron, "Europe/Berlin");
    Instant at = Instant.parse(from.replace("Z", ":00Z"));

    for (String slot : slots.split(" ")) {
      at = timetable.after(at);
      assertThat(at).isEqualTo(Instant.parse(slot.replace("Z", ":00Z")));
    }
    assertThat(Timetable.parse(timetable.toString())).isEqualTo(timetable);
  }

  @ParameterizedTest
  @CsvSource({
    "PT15M, 2026-01-01T10:07:00Z, 2026-01-01T10:15:00Z",
    "PT15M, 2026-01-01T10:15:00Z, 2026-01-01T10:30:00Z",
    "P7D, 2026-01-01T00:00:00Z, 2026-01-08T00:00:00Z",
    "P3M, 2026-02-28T10:00:00Z, 2026-04-01T00:00:00Z",
    "P1Y, 2026-02-28T10:00:00Z, 2027-01-01T00:00:00Z",
    "monthly, 2026-02-28T10:00:00Z, 2026-03-01T00:00:00Z"
  })
  void periodsAreStepsSince1970(String every, Instant moment, Instant next) {
    assertThat(Timetable.every(every).after(moment)).isEqualTo(next);
    assertThat(Timetable.parse(Timetable.every(every).toString()).after(moment)).isEqualTo(next);
  }

  /** The same slots as whoever looks at the clock each minute and compares field by field. */
  @Property(tries = 400)
  void slotsAreThoseOfAWalkOverMinutes(
      @ForAll("crons") String cron, @ForAll("begins") Begin begin) {
    Timetable timetable = Timetable.cron(cron, begin.zone().getId());
    List<Instant> slots = new ArrayList<>();
    Instant end = begin.at().plus(Duration.ofMinutes(MINUTES));
    for (Instant slot = timetable.after(begin.at());
        !slot.isAfter(end);
        slot = timetable.after(slot)) {
      slots.add(slot);
    }

    assertThat(slots).isEqualTo(walk(cron, begin.zone(), begin.at()));
  }

  /** A moment in a zone, more often than not on the eve of a change of its clocks. */
  record Begin(ZoneId zone, Instant at) {}

  @Provide
  Arbitrary<Begin> begins() {
    Arbitrary<ZoneId> zones =
        Arbitraries.of(
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "America/Sao_Paulo",
                "Africa/Casablanca",
                "Asia/Kathmandu",
                "Antarctica/Troll",
                "UTC")
            .map(ZoneId::of);
    Arbitrary<Instant> moments =
        Arbitraries.longs()
            .between(631_152_000L / 60, 2_051_222_400L / 60)
            .map(minutes -> Instant.ofEpochSecond(minutes * 60));
    return Combinators.combine(zones, moments, Arbitraries.integers().between(0, 3))
        .as(
            (zone, moment, kind) -> {
              ZoneOffsetTransition change = zone.getRules().nextTransition(moment);
              return new Begin(
                  zone,
                  kind == 0 || change == null ? moment : change.getInstant().minusSeconds(86_400));
            });
  }

  @Provide
  Arbitrary<String> crons() {
    Arbitrary<String> days =
        Arbitraries.oneOf(
            Arbitraries.just("* * *"),
            Combinators.combine(field(1, 31), field(1, 12), field(0, 6))
                .as((day, month, week) -> day + " " + month + " " + week));
    return Combinators.combine(field(0, 59), field(0, 23), days)
        .as((minute, hour, rest) -> minute + " " + hour + " " + rest)
        .filter(TimetableTest::everComes);
  }

  private static boolean everComes(String cron) {
    try {
      Cron.parse(cron);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Arbitrary<String> field(int first, int last) {
    Arbitrary<Integer> values = Arbitraries.integers().between(first, last);
    Arbitrary<String> ranges =
        Combinators.combine(values, values).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
    Arbitrary<Integer> steps = Arbitraries.integers().between(1, Math.min(last, 20));
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.just("*")),
        Tuple.of(2, steps.map(step -> "*/" + step)),
        Tuple.of(3, values.list().ofMinSize(1).ofMaxSize(4).map(TimetableTest::joined)),
        Tuple.of(2, ranges),
        Tuple.of(1, Combinators.combine(ranges, steps).as((r, s) -> r + "/" + s)));
  }

  private static String joined(List<Integer> values) {
    return String.join(",", values.stream().map(String::valueOf).toList());
  }

  private static List<Instant> walk(String cron, ZoneId zone, Instant begin) {
    String[] fields = cron.split(" ");
    boolean everyHour = Stream.iterate(0, h -> h + 1).limit(24).allMatch(h -> in(fields[1], 0, h));
    List<Instant> slots = new ArrayList<>();
    // What clocks have shown two days before is behind them, in every zone but on Samoa's lost day.
    LocalDateTime shown = LocalDateTime.ofInstant(begin.minusSeconds(172_800), zone);
    for (int minute = -2 * 24 * 60 + 1; minute <= MINUTES; minute++) {
      Instant at = begin.plusSeconds(minute * 60L);
      LocalDateTime time = LocalDateTime.ofInstant(at, zone).truncatedTo(ChronoUnit.MINUTES);
      boolean slot = everyHour && matches(fields, time);
      while (shown.isBefore(time)) {
        shown = shown.plusMinutes(1);
        slot |= !everyHour && matches(fields, shown);
      }
      if (slot && minute > 0) {
        slots.add(at);
      }
    }
    return slots;
  }

  private static boolean matches(String[] fields, LocalDateTime time) {
    boolean month = in(fields[2], 1, time.getDayOfMonth());
    boolean week = in(fields[4], 0, time.getDayOfWeek().getValue() % 7);
    boolean day =
        fields[2].startsWith("*") || fields[4].startsWith("*") ? month && week : month || week;
    return day
        && in(fields[0], 0, time.getMinute())
        && in(fields[1], 0, time.getHour())
        && in(fields[3], 1, time.getMonthValue());
  }

  private static boolean in(String field, int first, int value) {
    return Stream.of(field.split(","))
        .anyMatch(
            part -> {
              String[] stepped = part.split("/");
              int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
              String[] ends = stepped[0].split("-");
              int from = ends[0].equals("*") ? first : Integer.parseInt(ends[0]);
              int to = ends[0].equals("*") ? 99 : Integer.parseInt(ends[ends.length - 1]);
              return value >= from && value <= to && (value - from) % step == 0;
            });
  }
}
