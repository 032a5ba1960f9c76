package dev.loopline.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.monitoring.Challenge.Evidence;
import dev.loopline.monitoring.MonitorSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final MonitorSpec.ChallengePolicy POLICY =
      new MonitorSpec.ChallengePolicy(60, 100, 30, 0.0, 0.02, 0.1, MonitorSpec.Keep.FIRST, 60);

  private static Evidence evidence(int rows, double difference, double error) {
    return new Evidence(rows, 0, rows / 2, 0.7, 0.7 + difference, difference, error);
  }

  @Test
  void rowsWithoutAScoreAreLeftOutAndCounted() {
    List<PredictionDao.Labelled> rows = new java.util.ArrayList<>();
    double[] champion = new double[10];
    double[] challenger = new double[10];
    for (int i = 0; i < 10; i++) {
      rows.add(labelled(i, i % 2 == 0));
      champion[i] = i == 3 ? Double.NaN : i;
      challenger[i] = i == 4 ? Double.NaN : i % 2 == 0 ? 1 : 0;
    }
    Evidence found = Evidences.of(champion, challenger, rows);
    assertThat(found.rows()).isEqualTo(8);
    assertThat(found.unscored()).isEqualTo(2);
    assertThat(found.challengerAuc()).isEqualTo(1);
    double[] none = new double[10];
    java.util.Arrays.fill(none, Double.NaN);
    assertThat(Evidences.of(none, challenger, rows).championAuc()).isNaN();
  }

  private static PredictionDao.Labelled labelled(int position, boolean positive) {
    Instant time = Instant.EPOCH;
    return new PredictionDao.Labelled(
        position, "k", time, time, "1", 0, 0, null, null, null, positive);
  }

  @Test
  void anAlertCoolsDownFromTheRetrainingAndComesAgainWhereThereWasNone() {
    MonitorSpec.Budget budget = new MonitorSpec.Budget(30, 12, 365);
    Instant last = Instant.parse("2016-07-01T00:00:00Z");
    Optional<Instant> trained = Optional.of(last.plus(Duration.ofDays(2)));
    assertThat(Decisions.mayAlert(budget, Optional.empty(), Optional.empty(), last)).isTrue();
    assertThat(mayAlert(budget, last, trained, 31)).isFalse();
    assertThat(mayAlert(budget, last, trained, 32)).isTrue();
    assertThat(mayAlert(budget, last, Optional.empty(), 0)).isFalse();
    assertThat(mayAlert(budget, last, Optional.empty(), 1)).isTrue();
  }

  private static boolean mayAlert(
      MonitorSpec.Budget budget, Instant last, Optional<Instant> trained, int days) {
    return Decisions.mayAlert(budget, Optional.of(last), trained, last.plus(Duration.ofDays(days)));
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
