package dev.loopline.workflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final Timetable HOURLY = Timetable.cron("@hourly", "UTC");
  private static final Instant DUE = Instant.parse("2026-01-01T01:00:00Z");

  @Test
  void aSlotThatIsFoundInTimeIsRunUnderEveryRule() {
    for (CatchUp rule : CatchUp.values()) {
      CatchUp.Judgement judged = rule.judge(HOURLY, DUE, DUE.plusSeconds(60));

      assertThat(judged.run()).containsExactly(DUE);
      assertThat(judged.leftOut()).isEmpty();
    }
  }

  @Test
  void ofSlotsThatWereMissedEachRuleLetsItsOwnIn() {
    Instant now = Instant.parse("2026-01-01T03:20:00Z");
    Instant two = DUE.plus(Duration.ofHours(1));
    Instant three = DUE.plus(Duration.ofHours(2));

    assertThat(CatchUp.NONE.judge(HOURLY, DUE, now))
        .isEqualTo(judgement(Optional.of(new CatchUp.LeftOut(DUE, three, 3))));
    assertThat(CatchUp.LAST.judge(HOURLY, DUE, now))
        .isEqualTo(judgement(Optional.of(new CatchUp.LeftOut(DUE, two, 2)), three));
    assertThat(CatchUp.ALL.judge(HOURLY, DUE, now))
        .isEqualTo(judgement(Optional.empty(), DUE, two, three));
  }

  @Test
  void decadesOfMissedMinutesEndInAThousandRunsAtMost() {
    Timetable minutes = Timetable.cron("* * * * *", "UTC");
    Instant now = Instant.parse("2056-01-01T03:20:00Z");
    CatchUp.Judgement judged = CatchUp.ALL.judge(minutes, DUE, now);

    assertThat(judged.run()).hasSize(CatchUp.MOST);
    assertThat(judged.run().getLast()).isEqualTo(now);
    assertThat(judged.leftOut()).hasValueSatisfying(out -> assertThat(out.first()).isEqualTo(DUE));
  }

  @Test
  void aRareSlotThatLiesYearsBackIsNotForgotten() {
    Timetable leap = Timetable.cron("0 0 29 2 *", "UTC");

    assertThat(
            CatchUp.LAST
                .judge(
                    leap,
                    Instant.parse("2024-02-29T00:00:00Z"),
                    Instant.parse("2027-01-01T00:00:00Z"))
                .run())
        .containsExactly(Instant.parse("2024-02-29T00:00:00Z"));
  }

  private static CatchUp.Judgement judgement(Optional<CatchUp.LeftOut> out, Instant... run) {
    return new CatchUp.Judgement(List.of(run), out);
  }
}
