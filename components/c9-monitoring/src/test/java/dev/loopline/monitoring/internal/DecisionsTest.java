package dev.loopline.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loopline.monitoring.Challenge.Evidence;
import dev.loopline.monitoring.MonitorSpec;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final MonitorSpec.ChallengePolicy POLICY =
      new MonitorSpec.ChallengePolicy(60, 100, 30, 0.0, 0.02, 0.1, MonitorSpec.Keep.FIRST, 60);

  private static Evidence evidence(int rows, double difference, double error) {
    return new Evidence(rows, rows / 2, 0.7, 0.7 + difference, difference, error);
  }

  @Test
  void aucCountsTiesAsHalf() {
    assertThat(
            Auc.of(new double[] {0.1, 0.4, 0.4, 0.8}, new boolean[] {false, true, false, true})
                .area())
        .isCloseTo(0.875, within(1e-12));
  }

  @Test
  void aucOfOneClassIsNotANumber() {
    assertThat(Auc.of(new double[] {1, 2}, new boolean[] {true, true}).area()).isNaN();
  }

  @Test
  void deLongErrorOfPerfectlyEqualScoresIsZero() {
    boolean[] positive = {false, true, false, true, true};
    Auc.Curve curve = Auc.of(new double[] {0.1, 0.4, 0.5, 0.8, 0.2}, positive);
    assertThat(Auc.standardError(curve, curve, positive)).isZero();
    assertThat(Auc.standardError(curve, positive)).isPositive();
  }

  @Test
  void chiSquareAndNormalAgreeWithTables() {
    assertThat(BinTests.upperGamma(0.5, 3.841459 / 2)).isCloseTo(0.05, within(1e-6));
    assertThat(BinTests.upperGamma(5, 18.307038 / 2)).isCloseTo(0.05, within(1e-6));
    assertThat(Normal.quantile(0.975)).isCloseTo(1.959964, within(1e-5));
  }

  @Test
  void sameSharesDoNotDriftAndShiftedOnesDo() {
    long[] base = {100, 200, 300, 0};
    assertThat(BinTests.psi(base, new long[] {10, 20, 30, 0})).isCloseTo(0, within(1e-12));
    assertThat(BinTests.chiSquareP(base, new long[] {10, 20, 30, 0})).isCloseTo(1, within(1e-9));
    assertThat(BinTests.psi(base, new long[] {300, 200, 100, 0})).isGreaterThan(0.2);
    assertThat(BinTests.chiSquareP(base, new long[] {300, 200, 100, 0})).isLessThan(1e-6);
    assertThat(BinTests.ksP(base, new long[] {300, 200, 100, 0})).isLessThan(1e-6);
  }

  @Test
  void benjaminiHochbergStepsUp() {
    assertThat(BinTests.benjaminiHochberg(new double[] {0.04, 0.01, 0.03, 0.5}, 0.06))
        .containsExactly(true, true, true, false);
    assertThat(BinTests.benjaminiHochberg(new double[] {0.2, 0.9}, 0.05))
        .containsExactly(false, false);
  }

  @Test
  void aBetterChallengerIsPromotedAndAWorseOneRejected() {
    assertThat(Decisions.challenge(POLICY, evidence(500, 0.02, 0.01), false).outcome())
        .isEqualTo(Decisions.Outcome.PROMOTE);
    assertThat(Decisions.challenge(POLICY, evidence(500, -0.03, 0.01), false).outcome())
        .isEqualTo(Decisions.Outcome.REJECT);
  }

  @Test
  void anUncertainChallengerWaitsUntilTheDeadline() {
    assertThat(Decisions.challenge(POLICY, evidence(500, 0.01, 0.05), false).outcome())
        .isEqualTo(Decisions.Outcome.WAIT);
    assertThat(Decisions.challenge(POLICY, evidence(500, 0.01, 0.05), true).outcome())
        .isEqualTo(Decisions.Outcome.REJECT);
    assertThat(Decisions.challenge(POLICY, evidence(50, 0.1, 0.01), false).reason())
        .isEqualTo("Waiting: 50 ripe labelled rows, 100 are needed.");
  }

  @Test
  void onlyASureLossRollsBack() {
    assertThat(Decisions.rollBack(POLICY, evidence(500, -0.05, 0.01))).isTrue();
    assertThat(Decisions.rollBack(POLICY, evidence(500, -0.05, 0.10))).isFalse();
    assertThat(Decisions.rollBack(POLICY, evidence(50, -0.05, 0.01))).isFalse();
  }
}
