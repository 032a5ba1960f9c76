package dev.loopline.kernel.seed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void aSeedDependsOnTheRootAndEveryNameAndOnNothingElse() {
    assertThat(new Seeds(1).of("training", "a")).isEqualTo(new Seeds(1).of("training", "a"));
    assertThat(new Seeds(1).of("training", "a"))
        .isNotEqualTo(new Seeds(2).of("training", "a"))
        .isNotEqualTo(new Seeds(1).of("traininga"))
        .isNotEqualTo(new Seeds(1).of("trainin", "ga"));
  }
}
