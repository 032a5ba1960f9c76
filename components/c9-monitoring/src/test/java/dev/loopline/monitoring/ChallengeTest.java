package dev.loopline.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.assembly.MonitoringFactory;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Challengers against their champions, from the opening to a rollback. */
class ChallengeTest extends Monitored {
  @ParameterizedTest
  @EnumSource
  void aBetterChallengerIsPromotedOnTheBacktestAndPerformanceShowsBoth(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(5)));
      assertThat(types(kernel, "monitoring.accuracy."))
          .containsExactly("monitoring.accuracy.dropped");

      Challenge decided =
          monitoring.challenges().start("hotel", "e", "2", START.minusSeconds(1), "test");

      assertThat(decided.state()).isEqualTo(Challenge.State.PROMOTED);
      assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
      assertThat(endpoint.settled).containsExactly("promoted 2");
      assertThat(monitoring.challenges().start("hotel", "e", "2", START, "again").id())
          .isEqualTo(decided.id());
      bookings(monitoring, 400, Instant.parse("2016-08-01T00:00:00Z"));
      advance(kernel, Instant.parse("2016-08-03T00:00:00Z"));
      Performance performance = monitoring.monitors().performance("hotel", "e");
      assertThat(performance.months()).hasSize(2);
      assertThat(performance.months().get(1).loop()).isEqualTo(1.0);
      assertThat(performance.months().get(1).first()).isLessThan(0.7);
      assertThat(types(kernel, "monitoring.challenge."))
          .containsExactly("monitoring.challenge.decided");
      LoopStory.Loop loop = monitoring.loop().of("hotel");
      assertThat(loop.steps()).hasSize(28);
      // Nobody's feedback had started that training.
      assertThat(loop.steps().get(27).state()).isEqualTo(LoopStory.State.MISSING);
      assertThat(loop.steps().get(0).state()).isEqualTo(LoopStory.State.MISSING);
      assertThat(loop.turns()).extracting(Challenge::challenger).containsExactly("2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void unripeRowsDoNotCountAndTheDeadlineRejects(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofHours(2)));
      Challenge open =
          monitoring.challenges().start("hotel", "e", "2", START.plus(Duration.ofDays(2)), "test");
      assertThat(open.state()).isEqualTo(Challenge.State.RUNNING);
      assertThat(types(kernel, "monitoring.challenge."))
          .containsExactly("monitoring.challenge.started");
      advance(kernel, START.plus(Duration.ofDays(31)));
      assertThat(monitoring.challenges().require("hotel", open.id()).state())
          .isEqualTo(Challenge.State.REJECTED);
      assertThat(endpoint.settled).containsExactly("rejected 2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatTheChallengerWasFittedToCountOnlyWithTheScoresOfItsTwin(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(2)));
      Map<String, Double> twin = new HashMap<>();
      endpoint.log.subList(0, 200).forEach(p -> twin.put(p.key(), 1 - p.score()));
      endpoint.log.subList(200, 400).forEach(p -> twin.put(p.key(), p.score() - 1));
      endpoint.heldOut = twin;

      Challenge decided =
          monitoring.challenges().start("hotel", "e", "2", START.plus(Duration.ofDays(2)), "test");

      // The challenger itself would be perfect on these rows; its twin is worse than a coin.
      assertThat(decided.state()).isEqualTo(Challenge.State.REJECTED);
      assertThat(decided.evidence().rows()).isEqualTo(400);
      assertThat(decided.evidence().challengerAuc()).isLessThan(0.1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNewerChallengerSupersedesOneThatStillWaits(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      advance(kernel, START);
      Challenge older = monitoring.challenges().start("hotel", "e", "2", START, "test");
      Challenge newer = monitoring.challenges().start("hotel", "e", "3", START, "test");
      assertThat(newer.state()).isEqualTo(Challenge.State.RUNNING);
      assertThat(monitoring.challenges().require("hotel", older.id()).reason())
          .isEqualTo("Superseded by version 3, trained on newer data.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theStepOpensAChallengeAndHandsOnItsState(Engine engine) throws Exception {
    Kernel kernel = engine.kernel(folder, "product", "monitoring");
    try {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(5)));
      var step = MonitoringFactory.challengeStep(monitoring);
      JsonNode with =
          Json.object()
              .put("endpoint", "e")
              .put("challenger", "2")
              .put("trainedUntil", START.minusSeconds(1).toString());
      assertThat(step.validate(Json.object())).hasSize(3);
      assertThat(step.validate(with)).isEmpty();
      List<String> log = new ArrayList<>();
      StepResult result =
          step.run(
              new StepContext(
                  "hotel",
                  "c1",
                  null,
                  "run",
                  "t",
                  1,
                  with,
                  Map.of(),
                  START,
                  kernel.seeds(),
                  log::add));
      assertThat(result.outputs().get("state").asText()).isEqualTo("PROMOTED");
      assertThat(log).hasSize(1);
    } finally {
      kernel.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPromotionThatTurnsOutWorseIsRolledBackAndItsShadowEnds(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(5)));
      monitoring.challenges().start("hotel", "e", "2", START.minusSeconds(1), "test");
      assertThat(kernel.rest().await(Duration.ofSeconds(30))).isTrue();
      assertThat(endpoint.champion).isEqualTo("2");
      List<Label> labels = new ArrayList<>();
      Instant since = START.plus(Duration.ofDays(6));
      for (int i = 0; i < 400; i++) {
        // Now it is the other way round: x knows the outcome, y nothing.
        endpoint.predict("c" + i, since, i / 400f, (i * 7919 % 400) / 400f);
        labels.add(new Label("c" + i, i >= 200, since));
      }
      monitoring.labels().record("hotel", labels);
      advance(kernel, START.plus(Duration.ofDays(8)));
      assertThat(types(kernel, "monitoring.rollback."))
          .containsExactly("monitoring.rollback.requested");
      Challenge undone = monitoring.challenges().list("hotel").getFirst();
      assertThat(undone.state()).isEqualTo(Challenge.State.ROLLED_BACK);
      assertThat(undone.reason()).contains("worse than version 1");
      advance(kernel, START.plus(Duration.ofDays(100)));
      assertThat(endpoint.settled).containsExactly("promoted 2", "watched 2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModelWithoutScoresHangsNothing(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      bookings(monitoring, 400, START);
      advance(kernel, START.plus(Duration.ofDays(5)));
      Challenge waiting =
          monitoring.challenges().start("hotel", "e", "3", START.minusSeconds(1), "test");
      assertThat(waiting.state()).isEqualTo(Challenge.State.RUNNING);
      assertThat(waiting.reason()).startsWith("Waiting: 0 ripe labelled rows");
      advance(kernel, START.plus(Duration.ofDays(40)));
      assertThat(monitoring.challenges().require("hotel", waiting.id()).state())
          .isEqualTo(Challenge.State.REJECTED);
    }
  }
}
