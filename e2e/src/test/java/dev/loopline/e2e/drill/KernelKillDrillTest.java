package dev.loopline.e2e.drill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelKillDrillTest {
  @Test
  void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
    DrillReport report = new KernelKillDrill(3, 8).run();

    assertThat(report.acknowledged()).isPositive();
    assertThat(report.lost()).isZero();
    assertThat(report.duplicated()).isZero();
    assertThat(report.broken()).isZero();
  }
}
