package dev.loopline.workflow;

import static dev.loopline.workflow.WorkflowFixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.events.EventQuery;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.spi.InProcessStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConcurrencyTest {
  private static final String TASKS = "\ntasks: [{id: a, uses: gate}]\n";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aNewRunReplacesTheOneUnderWay(Engine engine) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, gate(go))) {
      f.apply("name: p\nconcurrency: queue" + TASKS);
      RunId first = f.start("p");
      RunId waiting = f.start("p");
      f.awaitTask(first, "a", "RUNNING");
      f.apply("name: p\nconcurrency: replace" + TASKS);
      RunId last = f.start("p");

      assertThat(states(f, first, waiting, last))
          .containsExactly("CANCELLED", "CANCELLED", "RUNNING");
      go.countDown();
      assertThat(f.awaitEnd(last).state()).isEqualTo("SUCCEEDED");
      f.awaitRest();
      assertThat(
              f.kernel
                  .events()
                  .page(new EventQuery("hotel", null, "workflow.run.replaced", null, 9, false)))
          .extracting(e -> e.subject() + " by " + e.data().path("by").asText())
          .containsExactlyInAnyOrder(first + " by " + last, waiting + " by " + last);
    }
  }

  @ParameterizedTest
  @EnumSource
  void asManyRunAtOnceAsAreAllowedAndOthersWait(Engine engine) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, gate(go))) {
      f.apply("name: p\nconcurrency: {allow: 2}" + TASKS);
      List<RunId> runs = Stream.generate(() -> f.start("p")).limit(5).toList();
      RunId[] all = runs.toArray(RunId[]::new);

      assertThat(states(f, all))
          .containsExactly("RUNNING", "RUNNING", "PENDING", "PENDING", "PENDING");
      f.workflows.cancel(runs.get(0), "ana");
      assertThat(states(f, all))
          .containsExactly("CANCELLED", "RUNNING", "RUNNING", "PENDING", "PENDING");
      // A limit that grows lets waiting runs in at once.
      f.apply("name: p\nconcurrency: {allow: 3}" + TASKS);
      assertThat(states(f, all))
          .containsExactly("CANCELLED", "RUNNING", "RUNNING", "RUNNING", "PENDING");
      go.countDown();
      f.awaitRest();
      assertThat(states(f, all).skip(1)).containsOnly("SUCCEEDED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSlotReplacesTheRunOfTheSlotBefore(Engine engine) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, gate(go))) {
      // A task of an hour would fail by its timeout when the next hour comes, or be replaced.
      f.apply(
          "name: p\non: [{cron: '@hourly'}]\nconcurrency: replace\n"
              + "tasks: [{id: a, uses: gate, timeout: P1D}]\n");
      for (int runs = 1; runs <= 2; runs++) {
        int wanted = runs;
        f.clock.advance(Duration.ofHours(1));
        assertThat(
                f.kernel
                    .events()
                    .signal()
                    .await(
                        () -> f.workflows.runs("hotel", "p", null, 9).size() == wanted,
                        Duration.ofSeconds(20)))
            .isTrue();
      }

      assertThat(f.workflows.runs("hotel", "p", null, 9))
          .extracting(RunView::state)
          .containsExactly("RUNNING", "CANCELLED");
      go.countDown();
      f.awaitRest();
    }
  }

  private static InProcessStep gate(CountDownLatch go) {
    return step(
        "gate",
        c -> {
          go.await();
          return Map.of();
        });
  }

  private static Stream<String> states(WorkflowFixture f, RunId... runs) {
    return Stream.of(runs).map(run -> f.view(run).state());
  }
}
