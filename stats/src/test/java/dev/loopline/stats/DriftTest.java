package dev.loopline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DriftTest {
  @Test
  void theIndexOfKnownShares() {
    // Shares 0.5/0.5 against 0.6/0.4: 0.1·ln 1.2 + (−0.1)·ln 0.8.
    assertThat(Drift.psi(new long[] {50, 50}, new long[] {60, 40}))
        .isCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), within(1e-12));
    assertThat(Drift.psi(new long[] {7, 3}, new long[] {70, 30})).isCloseTo(0, within(1e-12));
    assertThat(Drift.psi(new long[] {10, 0}, new long[] {0, 10})).isFinite().isGreaterThan(1);
  }

  @Test
  void chiSquareOfAKnownTable() {
    // By hand: expected 25 in each of the four cells, so 4 · 5² / 25.
    Drift.Test test = Drift.chiSquare(new long[] {30, 20}, new long[] {20, 30});
    assertThat(test.statistic()).isCloseTo(4, within(1e-12));
    assertThat(test.pValue()).isCloseTo(0.0455, within(1e-4));
    assertThat(Drift.chiSquare(new long[] {5, 0}, new long[] {9, 0}).pValue()).isEqualTo(1);
  }

  @Test
  void theDistanceOfKnownSamplesAndItsPValue() {
    Drift.Test apart =
        Drift.kolmogorovSmirnov(new double[] {1, 2, 3, 4}, new double[] {3, 4, 5, 6, Double.NaN});
    assertThat(apart.statistic()).isEqualTo(0.5);
    assertThat(Drift.kolmogorovSmirnov(new double[0], new double[] {1}).pValue()).isEqualTo(1);
  }

  @Test
  void underNoDriftPValuesAreUniform() {
    int below = 0;
    for (int round = 0; round < 500; round++) {
      SplittableRandom random = new SplittableRandom(round);
      double[] a = random.doubles(200).toArray();
      double[] b = random.doubles(300).toArray();
      below += Drift.kolmogorovSmirnov(a, b).pValue() < 0.1 ? 1 : 0;
    }
    assertThat(below / 500.0).isBetween(0.06, 0.14);
  }

  @Test
  void falseDiscoveriesAreBounded() {
    assertThat(Drift.significant(new double[] {0.04, 0.001, 0.03, 0.5}, 0.05))
        .containsExactly(false, true, false, false);
    assertThat(Drift.significant(new double[] {0.01, 0.02, 0.03, 0.04}, 0.05))
        .containsExactly(true, true, true, true);
  }

  @Test
  void smallPValuesDoNotDrownInRounding() {
    double p = Drift.chiSquare(new long[] {900, 100}, new long[] {100, 900}).pValue();
    assertThat(p).isPositive().isLessThan(1e-100);
    assertThat(Drift.chiSquare(new long[] {100, 200, 300}, new long[] {10, 20, 30}).pValue())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void ofCountsTheDistanceIsThatBetweenBinsAndMissingValuesAreLeftOut() {
    Drift.Test test = Drift.kolmogorovSmirnov(new long[] {1, 1, 2, 9}, new long[] {2, 2, 0, 0});
    assertThat(test.statistic()).isCloseTo(0.5, within(1e-12));
    assertThat(Drift.kolmogorovSmirnov(new long[] {0, 5}, new long[] {3, 0}).pValue()).isEqualTo(1);
  }
}
