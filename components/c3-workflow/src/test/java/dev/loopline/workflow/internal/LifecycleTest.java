package dev.loopline.workflow.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.internal.Happening.Admitted;
import dev.loopline.workflow.internal.Happening.BackedOff;
import dev.loopline.workflow.internal.Happening.Cancelled;
import dev.loopline.workflow.internal.Happening.Claimed;
import dev.loopline.workflow.internal.Happening.Failed;
import dev.loopline.workflow.internal.Happening.GivenBack;
import dev.loopline.workflow.internal.Happening.Lost;
import dev.loopline.workflow.internal.Happening.Succeeded;
import dev.loopline.workflow.internal.Happening.Unfit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final PipelineSpec DIAMOND =
      pipeline(task("a", 2), task("b", 1, "a"), task("c", 1, "a"), task("d", 1, "b", "c"));

  @Test
  void nothingRunsBeforeTheRunIsAdmitted() {
    Graph pending = Graph.fresh(DIAMOND);

    assertThat(step(pending, claimed("a", "t1"))).isSameAs(pending);
    Graph admitted = step(pending, new Admitted());
    assertThat(admitted.state()).isEqualTo(RunState.RUNNING);
    assertThat(states(admitted)).isEqualTo("READY WAITING WAITING WAITING");
    assertThat(step(admitted, new Admitted())).isSameAs(admitted);
  }

  @Test
  void aTaskIsReadyWhenAllThatItNeedsHasSucceeded() {
    Graph graph = step(Graph.fresh(DIAMOND), new Admitted());
    graph = succeed(graph, "a");
    assertThat(states(graph)).isEqualTo("SUCCEEDED READY READY WAITING");
    graph = succeed(graph, "b");
    assertThat(states(graph)).isEqualTo("SUCCEEDED SUCCEEDED READY WAITING");
    graph = succeed(graph, "c");
    assertThat(states(graph)).isEqualTo("SUCCEEDED SUCCEEDED SUCCEEDED READY");
    graph = succeed(graph, "d");
    assertThat(graph.state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void aFailureSkipsWhatNeedsItAndLetsTheRestGoOn() {
    Graph graph = succeed(step(Graph.fresh(DIAMOND), new Admitted()), "a");
    graph = step(step(graph, claimed("b", "t")), new Failed("b", "t", "broken"));
    assertThat(states(graph)).isEqualTo("SUCCEEDED FAILED READY SKIPPED");
    assertThat(graph.state()).isEqualTo(RunState.RUNNING);
    assertThat(succeed(graph, "c").state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void aStaleTokenOrASecondClaimChangesNothing() {
    Graph graph = step(Graph.fresh(DIAMOND), new Admitted());
    Graph claimed = step(graph, claimed("a", "t1"));

    assertThat(step(claimed, claimed("a", "t2"))).isSameAs(claimed);
    assertThat(step(claimed, new Succeeded("a", "t2", "{}"))).isSameAs(claimed);
    assertThat(step(claimed, new BackedOff("a"))).isSameAs(claimed);
    Graph again = step(step(claimed, new Lost("a", "t1", "gone")), claimed("a", "t2"));
    assertThat(step(again, new Succeeded("a", "t1", "{}"))).isSameAs(again);
    assertThat(step(again, new Failed("a", "t1", "late"))).isSameAs(again);
    assertThat(again.task("a").tries().attempt()).isEqualTo(2);
  }

  @Test
  void lossesDoNotCountAsFailuresButHaveAnEnd() {
    Graph graph = step(Graph.fresh(DIAMOND), new Admitted());
    for (int i = 0; i < Lifecycle.LOSSES - 1; i++) {
      graph = step(step(graph, claimed("a", "t")), new Lost("a", "t", "gone"));
      assertThat(graph.task("a").state()).isEqualTo(TaskState.READY);
    }
    graph = step(step(graph, claimed("a", "t")), new Lost("a", "t", "gone"));
    assertThat(states(graph)).isEqualTo("FAILED SKIPPED SKIPPED SKIPPED");
    assertThat(graph.state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void whatIsGivenBackInGoodOrderIsNoLossHoweverOften() {
    Graph graph = step(Graph.fresh(DIAMOND), new Admitted());
    for (int i = 0; i < 3 * Lifecycle.LOSSES; i++) {
      graph = step(step(graph, claimed("a", "t")), new GivenBack("a", "t", "stopped"));
    }
    assertThat(graph.task("a").state()).isEqualTo(TaskState.READY);
    assertThat(graph.task("a").tries().losses()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "PT1S, 1, PT1S",
    "PT1S, 2, PT2S",
    "PT1S, 5, PT16S",
    "PT1S, 60, PT4H33M4S",
    "PT7H, 3, PT7H"
  })
  void theBackoffDoublesUpToSixHours(Duration first, int failures, Duration expected) {
    assertThat(Lifecycle.backoff(first, failures)).isEqualTo(expected);
  }

  @Test
  void whateverHappensInWhateverOrderNoRuleIsBroken() {
    SplittableRandom random = new SplittableRandom(7);
    for (int game = 0; game < 500; game++) {
      Graph graph = Graph.fresh(DIAMOND);
      for (int move = 0; move < 60; move++) {
        Graph next = step(graph, any(random));
        check(graph, next);
        graph = next;
      }
    }
  }

  private static void check(Graph before, Graph after) {
    if (before.state().ended()) {
      assertThat(after).isSameAs(before);
    }
    for (TaskRow task : after.tasks()) {
      TaskState old = before.task(task.id()).state();
      if (old.ended()) {
        assertThat(task.state()).isEqualTo(old);
      }
      assertThat(task.tries().failures()).isLessThanOrEqualTo(after.spec(task.id()).attempts());
      assertThat(task.claim() != null)
          .isEqualTo(task.state() == TaskState.RUNNING || task.state() == TaskState.SUCCEEDED);
      if (task.state() == TaskState.RUNNING || task.state() == TaskState.SUCCEEDED) {
        after
            .spec(task.id())
            .needs()
            .forEach(n -> assertThat(after.task(n).state()).isEqualTo(TaskState.SUCCEEDED));
      }
    }
    boolean allEnded = after.tasks().stream().allMatch(t -> t.state().ended());
    assertThat(after.state().ended()).isEqualTo(allEnded);
  }

  private static Happening any(SplittableRandom random) {
    String task = List.of("a", "b", "c", "d").get(random.nextInt(4));
    String token = "t" + random.nextInt(2);
    return switch (random.nextInt(20)) {
      case 0 -> random.nextInt(3) == 0 ? new Cancelled("ana") : new Unfit(task, "broken");
      case 1 -> new Admitted();
      case 2, 3 -> new Failed(task, token, "broken");
      case 4, 5 -> new Lost(task, token, "gone");
      case 6 -> new GivenBack(task, token, "stopped");
      case 7 -> new BackedOff(task);
      case 8, 9, 10, 11, 12 -> new Succeeded(task, token, "{}");
      default -> claimed(task, token);
    };
  }

  private static Graph succeed(Graph graph, String task) {
    Graph done = step(step(graph, claimed(task, "t")), new Succeeded(task, "t", "{\"x\":1}"));
    assertThat(done.task(task).outputs()).isEqualTo("{\"x\":1}");
    return done;
  }

  private static Graph step(Graph graph, Happening happening) {
    return Lifecycle.next(graph, happening, NOW);
  }

  private static Happening claimed(String task, String token) {
    return new Claimed(task, new Claim(token, "me", NOW.plusSeconds(30)));
  }

  private static String states(Graph graph) {
    return String.join(" ", graph.tasks().stream().map(t -> t.state().name()).toList());
  }

  private static PipelineSpec pipeline(PipelineSpec.Task... tasks) {
    return new PipelineSpec(
        "p", Map.of(), List.of(), PipelineSpec.Concurrency.SKIP, List.of(tasks));
  }

  private static PipelineSpec.Task task(String id, int attempts, String... needs) {
    return new PipelineSpec.Task(
        id,
        "x",
        List.of(needs),
        Json.object(),
        attempts,
        Duration.ofSeconds(1),
        Duration.ofHours(1));
  }
}
