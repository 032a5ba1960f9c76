package dev.loopline.workflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "P1M, 2016-01-31T10:00:00Z, 2016-02-28T00:00:00Z, 2016-02-29T10:00:00Z",
    "P1M, 2016-01-31T10:00:00Z, 2016-02-29T10:00:00Z, 2016-03-31T10:00:00Z",
    "P1M, 2016-01-31T10:00:00Z, 2017-02-28T10:00:00Z, 2017-03-31T10:00:00Z",
    "P1Y, 2016-02-29T00:00:00Z, 2017-02-28T00:00:00Z, 2018-02-28T00:00:00Z",
    "P3M, 2015-11-30T00:00:00Z, 2016-02-28T00:00:00Z, 2016-02-29T00:00:00Z",
    "monthly, 2016-01-01T00:00:00Z, 2016-01-31T23:59:59Z, 2016-02-01T00:00:00Z",
    "monthly, 2016-01-01T00:00:00Z, 2016-02-01T00:00:00Z, 2016-03-01T00:00:00Z",
    "P7D, 2016-01-01T00:00:00Z, 2016-01-15T00:00:00Z, 2016-01-22T00:00:00Z",
    "PT1M, 0001-01-01T00:00:00Z, 8999-01-01T00:00:00Z, 8999-01-01T00:01:00Z"
  })
  void theNextMomentIsTheFirstAfterNow(String every, Instant due, Instant now, Instant next) {
    assertThat(Schedule.parse(every).orElseThrow().next(due, now)).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P1M-29D",
        "P-1D",
        "-P1D",
        "PT-5M",
        "PT2H-1H",
        "P1M1D",
        "PT59S",
        "P0D",
        "P101Y",
        "P1000000000Y",
        "PT999999999999H",
        "yearly",
        ""
      })
  void whatHasNoFixedStepForwardIsNoSchedule(String every) {
    assertThat(Schedule.parse(every)).isEmpty();
  }

  @Test
  void aJumpEndsWhereSingleStepsEnd() {
    SplittableRandom random = new SplittableRandom(11);
    for (String every : new String[] {"monthly", "P1M", "P5M", "P2Y", "P3D", "PT7H"}) {
      Schedule schedule = Schedule.parse(every).orElseThrow();
      for (int i = 0; i < 200; i++) {
        Instant due = schedule.after(Instant.ofEpochSecond(random.nextLong(2_000_000_000L)));
        Instant now = due.plusSeconds(random.nextLong(300_000_000L));
        Instant next = schedule.next(due, now);

        assertThat(next).isAfter(now);
        assertThat(schedule.next(due, next.minusMillis(1))).isEqualTo(next);
        if (schedule instanceof Schedule.Fixed(var step)) {
          assertThat(next.minus(step)).isBeforeOrEqualTo(now);
        }
      }
    }
  }
}
