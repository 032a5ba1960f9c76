package dev.loopline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AucTest {
  @Test
  void knownCases() {
    assertThat(Auc.of(new double[] {1, 2, 3, 4}, new boolean[] {false, false, true, true}))
        .hasValue(1);
    assertThat(Auc.of(new double[] {1, 1, 1, 1}, new boolean[] {false, true, false, true}))
        .hasValue(0.5);
    assertThat(Auc.of(new double[] {1, 2}, new boolean[] {true, true})).isEmpty();
    assertThatThrownBy(() -> Auc.of(new double[] {Double.NaN, 1}, new boolean[] {true, false}))
        .hasMessage("score 0 is NaN");
  }

  @Property(tries = 200)
  void equalsTheCountOverAllPairs(
      @ForAll @IntRange(min = 2, max = 60) int n, @ForAll @LongRange(min = 0) long seed) {
    Sample s = Sample.draw(n, seed);
    double wins = 0;
    double pairs = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (s.positive[i] && !s.positive[j]) {
          pairs++;
          wins += s.first[i] > s.first[j] ? 1 : s.first[i] == s.first[j] ? 0.5 : 0;
        }
      }
    }
    if (pairs == 0) {
      assertThat(Auc.of(s.first, s.positive)).isEmpty();
    } else {
      assertThat(Auc.of(s.first, s.positive).orElseThrow()).isCloseTo(wins / pairs, within(1e-12));
    }
  }

  @Property(tries = 50)
  void aComparisonIsAntisymmetricAndAgreesWithEachAuc(@ForAll @LongRange(min = 0) long seed) {
    Sample s = Sample.draw(200, seed);
    Auc.Comparison there = Auc.compare(s.first, s.second, s.positive);
    Auc.Comparison back = Auc.compare(s.second, s.first, s.positive);

    assertThat(there.first()).isCloseTo(Auc.of(s.first, s.positive).orElseThrow(), within(1e-12));
    assertThat(there.difference()).isCloseTo(-back.difference(), within(1e-12));
    assertThat(there.pValue()).isCloseTo(back.pValue(), within(1e-9)).isBetween(0.0, 1.0);
    assertThat(there.low()).isLessThanOrEqualTo(there.high());
  }

  @Test
  void theIntervalCoversTheTruthAboutAsOftenAsItSays() {
    int covered = 0;
    for (int round = 0; round < 400; round++) {
      Sample s = Sample.draw(300, round);
      Auc.Comparison c = Auc.compare(s.first, s.second, s.positive);
      covered += c.low() <= 0 && 0 <= c.high() ? 1 : 0;
    }
    assertThat(covered / 400.0).isBetween(0.91, 0.985);
  }

  @Test
  void anAreaHasTheErrorOfItsComparisonWithChance() {
    Sample s = Sample.draw(200, 3);
    Auc.Estimate estimate = Auc.estimate(s.first, s.positive).orElseThrow();
    Auc.Comparison chance = Auc.compare(new double[200], s.first, s.positive);
    assertThat(estimate.area()).isCloseTo(chance.second(), within(1e-12));
    assertThat(estimate.standardError()).isCloseTo(chance.standardError(), within(1e-12));
    assertThat(Auc.estimate(new double[] {1, 2}, new boolean[] {true, false})).isEmpty();
    assertThat(Normal.quantile(0.975)).isCloseTo(1.959964, within(1e-5));
  }

  @Test
  void aModelAgainstItselfIsNoDifference() {
    Sample s = Sample.draw(100, 1);
    assertThat(Auc.compare(s.first, s.first, s.positive).pValue()).isEqualTo(1);
  }

  /** Labels, and two equally informed scores with ties. */
  private record Sample(double[] first, double[] second, boolean[] positive) {
    static Sample draw(int n, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] first = new double[n];
      double[] second = new double[n];
      boolean[] positive = new boolean[n];
      for (int i = 0; i < n; i++) {
        positive[i] = random.nextInt(3) == 0;
        double shift = positive[i] ? 4 : 0;
        first[i] = shift + random.nextInt(10);
        second[i] = shift + random.nextInt(10);
      }
      return new Sample(first, second, positive);
    }
  }
}
