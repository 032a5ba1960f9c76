package dev.loopline.kernel.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void idsSortInTheOrderOfTheirMakingAlsoWhenTheClockStandsOrGoesBack() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    List<Instant> times = new ArrayList<>();
    Ids ids = new Ids(() -> start.plusMillis(times.size() % 7 - times.size() / 100));
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      times.add(start);
      made.add(ids.next("run"));
    }

    assertThat(made)
        .isSorted()
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("run_[0-9a-z]{26}"));
  }
}
