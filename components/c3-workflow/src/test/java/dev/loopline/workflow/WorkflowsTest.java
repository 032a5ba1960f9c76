package dev.loopline.workflow;

import static dev.loopline.workflow.WorkflowFixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.spi.InProcessStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkflowsTest {
  private static final InProcessStep ECHO = step("echo", c -> Map.of("said", c.parameters()));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void tasksThatDoNotNeedEachOtherRunAtTheSameTime(Engine engine) throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    InProcessStep meet =
        step(
            "meet",
            c -> {
              both.await(20, TimeUnit.SECONDS);
              return Map.of("met", TextNode.valueOf(c.taskId()));
            });
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, meet, ECHO)) {
      f.apply(
          """
          name: diamond
          tasks:
            - {id: left, uses: meet}
            - {id: right, uses: meet}
            - id: join
              uses: echo
              needs: [left, right]
              with: {both: "${tasks.left.outputs.met} and ${tasks.right.outputs.met}"}
          """);
      RunId run = f.start("diamond");

      assertThat(f.awaitEnd(run).state()).isEqualTo("SUCCEEDED");
      assertThat(f.task(run, "join").outputs().at("/said/both").asText())
          .isEqualTo("left and right");
      f.awaitRest();
      assertThat(f.eventTypes(run))
          .startsWith("workflow.run.started")
          .endsWith("workflow.task.succeeded", "workflow.run.succeeded")
          .hasSize(8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void templatesKeepTheTypesOfTheirValues(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(
          """
          name: templates
          parameters: {n: 3, names: [a, b], note: none}
          tasks:
            - id: only
              uses: echo
              with:
                n: "${parameters.n}"
                second: "${parameters.names.1}"
                text: "n is ${parameters.n} at ${run.eventTime} for ${run.product}"
                list: ["${parameters.names}", "${parameters.note}"]
          """);
      RunId run =
          f.workflows.start(
              "hotel", "templates", Map.of("note", TextNode.valueOf("hi")), "why", "ana");

      f.awaitEnd(run);
      assertThat(f.task(run, "only").outputs().path("said"))
          .isEqualTo(
              Json.parse(
                  """
                  {"n": 3, "second": "b", "text": "n is 3 at 2026-01-01T00:00:00Z for hotel",
                   "list": [["a", "b"], "hi"]}
                  """));
      assertThatThrownBy(
              () ->
                  f.workflows.start(
                      "hotel", "templates", Map.of("nots", TextNode.valueOf("")), "", "ana"))
          .hasMessageContaining("has no parameter 'nots'. Did you mean 'note'?");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTemplateWithoutValueFailsItsTaskAndSaysWhatThereIs(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(
          """
          name: broken
          tasks:
            - {id: first, uses: echo}
            - {id: second, uses: echo, needs: [first], with: {x: "${tasks.first.outputs.sad}"}}
            - {id: third, uses: echo, needs: [second]}
          """);
      RunId run = f.start("broken");

      assertThat(f.awaitEnd(run).state()).isEqualTo("FAILED");
      assertThat(f.task(run, "second").error())
          .isEqualTo(
              "The template ${tasks.first.outputs.sad} has no value: 'tasks.first.outputs' holds"
                  + " said. Did you mean 'said'?");
      assertThat(f.task(run, "third").state()).isEqualTo("SKIPPED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailedTaskIsTriedAgainAfterABackoffThatDoubles(Engine engine) throws Exception {
    AtomicInteger tries = new AtomicInteger();
    InProcessStep flaky =
        step(
            "flaky",
            c -> {
              if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
              }
              return Map.of();
            });
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, flaky)) {
      f.apply(
          """
          name: retry
          tasks: [{id: only, uses: flaky, retry: {attempts: 3, backoff: PT10S}}]
          """);
      RunId run = f.start("retry");

      f.awaitTask(run, "only", "BACKING_OFF");
      f.clock.advance(Duration.ofSeconds(10));
      f.await(run, v -> tries.get() == 2 && f.task(run, "only").state().equals("BACKING_OFF"));
      f.clock.advance(Duration.ofSeconds(20));
      assertThat(f.awaitEnd(run).state()).isEqualTo("SUCCEEDED");

      assertThat(f.task(run, "only").attempt()).isEqualTo(3);
      assertThat(f.events(run))
          .filteredOn(e -> e.type().equals("workflow.task.failed"))
          .extracting(e -> e.data().path("error").asText())
          .containsExactly(
              "java.lang.IllegalStateException: not yet",
              "java.lang.IllegalStateException: not yet");
      assertThat(f.log(run, "only")).contains("--- attempt 3", "WorkflowsTest");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatTakesTooLongIsInterruptedAndFails(Engine engine) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    InProcessStep slow = blocking(begun, interrupted);
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, slow)) {
      f.apply("name: slow\ntasks: [{id: only, uses: block, timeout: PT10M}]\n");
      RunId run = f.start("slow");
      begun.await();
      f.clock.advance(Duration.ofMinutes(10));

      assertThat(f.awaitEnd(run).state()).isEqualTo("FAILED");
      assertThat(f.task(run, "only").error())
          .isEqualTo("The attempt took longer than its timeout of PT10M.");
      assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingInterruptsWhatRunsAndSkipsTheRest(Engine engine) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (WorkflowFixture f =
        new WorkflowFixture(engine, folder, blocking(begun, interrupted), ECHO)) {
      f.apply("name: slow\ntasks: [{id: a, uses: block}, {id: b, uses: echo, needs: [a]}]\n");
      RunId run = f.start("slow");
      begun.await();
      f.workflows.cancel(run, "ben");
      f.workflows.cancel(run, "ben");

      assertThat(f.view(run).state()).isEqualTo("CANCELLED");
      assertThat(f.view(run).tasks()).extracting(RunView.TaskView::state).containsOnly("CANCELLED");
      assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
      f.awaitRest();
      assertThat(f.events(run).getLast().type()).isEqualTo("workflow.run.cancelled");
      assertThat(f.events(run).getLast().actor()).isEqualTo("ben");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRestartTakesUpWhatWasInTheMiddle(Engine engine) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger tries = new AtomicInteger();
    AtomicInteger firsts = new AtomicInteger();
    InProcessStep first = step("first", c -> Map.of("n", Json.tree(firsts.incrementAndGet())));
    InProcessStep twice =
        step(
            "twice",
            c -> {
              if (tries.incrementAndGet() == 1) {
                begun.countDown();
                Thread.sleep(Duration.ofHours(1));
              }
              return Map.of("input", c.inputs().get("a"));
            });
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, first, twice)) {
      f.apply("name: p\ntasks: [{id: a, uses: first}, {id: b, uses: twice, needs: [a]}]\n");
      RunId run = f.start("p");
      begun.await();
      f.restart();

      assertThat(f.awaitEnd(run).state()).isEqualTo("SUCCEEDED");
      assertThat(f.task(run, "b").attempt()).isEqualTo(2);
      assertThat(f.task(run, "b").outputs().at("/input/n").asInt()).isEqualTo(1);
      assertThat(firsts).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whileARunIsUnderWayASecondIsRefusedOrWaits(Engine engine) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    InProcessStep gate =
        step(
            "gate",
            c -> {
              go.await();
              return Map.of();
            });
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, gate)) {
      f.apply(
          "name: skips\ntasks: [{id: a, uses: gate}]\n",
          "name: queues\nconcurrency: queue\ntasks: [{id: a, uses: gate}]\n");
      RunId first = f.start("skips");
      assertThatThrownBy(() -> f.start("skips"))
          .hasMessageContaining("runs already (" + first + ")");

      List<RunId> queued = List.of(f.start("queues"), f.start("queues"), f.start("queues"));
      f.workflows.cancel(queued.get(1), "ana");
      assertThat(queued)
          .extracting(r -> f.view(r).state())
          .containsExactly("RUNNING", "CANCELLED", "PENDING");
      assertThat(f.kernel.rest().outstanding()).containsEntry("pipeline runs", 3L);
      go.countDown();
      f.awaitEnd(first);
      f.awaitRest();
      assertThat(queued)
          .extracting(r -> f.view(r).state())
          .containsExactly("SUCCEEDED", "CANCELLED", "SUCCEEDED");
      assertThat(f.workflows.runs("hotel", "queues", queued.get(2).value(), 10))
          .extracting(RunView::id)
          .containsExactly(queued.get(1).value(), queued.get(0).value());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventStartsThePipelineOnceAndOnlyWhereItsDataMatches(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(
          """
          name: retrain
          on:
            - event: monitoring.drift.detected
              when: {endpoint: cancellation, score.level: 2}
          tasks: [{id: only, uses: echo}]
          """);
      f.append(
          "monitoring.drift.detected",
          Json.parse("{\"endpoint\": \"cancellation\", \"score\": {\"level\": 1}}"));
      f.append(
          "monitoring.drift.detected",
          Json.parse("{\"endpoint\": \"cancellation\", \"score\": {\"level\": 2.0}}"));
      f.append("monitoring.other", Json.parse("{\"endpoint\": \"cancellation\"}"));
      f.awaitRest();
      assertThat(f.workflows.runs("hotel", null, null, 10))
          .singleElement()
          .satisfies(run -> assertThat(run.trigger()).startsWith("evt_"))
          .satisfies(run -> assertThat(run.state()).isEqualTo("SUCCEEDED"));

      // The cursor is lost: every event comes again.
      f.kernel.db().change(tx -> tx.handle().execute("delete from event_cursor"));
      f.restart();
      f.awaitRest();
      assertThat(f.workflows.runs("hotel", "retrain", null, 10)).hasSize(1);

      f.apply("name: other\ntasks: [{id: only, uses: echo}]\n");
      f.append(
          "monitoring.drift.detected",
          Json.parse("{\"endpoint\": \"cancellation\", \"score\": {\"level\": 2}}"));
      f.awaitRest();
      assertThat(f.workflows.runs("hotel", null, null, 10)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aScheduleRunsInEventTimeAndKeepsItsPlaceWhenAppliedAgain(Engine engine) throws Exception {
    String yaml =
        """
        name: feature
        on: [{every: monthly}]
        tasks: [{id: only, uses: echo, with: {until: "${run.eventTime}"}}]
        """;
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(yaml, yaml.replace("feature", "weekly").replace("monthly", "P7D"));
      f.advanceTo("2016-06-15T00:00:00Z");
      f.advanceTo("2016-06-30T23:00:00Z");
      f.apply(yaml, yaml.replace("feature", "weekly").replace("monthly", "P7D"));
      f.advanceTo("2016-07-01T00:00:00Z");
      f.advanceTo("2016-07-20T00:00:00Z");
      f.advanceTo("2016-10-02T00:00:00Z");
      f.advanceTo("2016-10-31T00:00:00Z");

      assertThat(f.workflows.runs("hotel", "feature", null, 10))
          .extracting(RunView::eventTime)
          .containsExactly(
              Instant.parse("2016-10-02T00:00:00Z"), Instant.parse("2016-07-01T00:00:00Z"));
      assertThat(f.workflows.runs("hotel", "weekly", null, 10))
          .extracting(RunView::eventTime)
          .containsExactly(
              Instant.parse("2016-10-31T00:00:00Z"),
              Instant.parse("2016-10-02T00:00:00Z"),
              Instant.parse("2016-07-20T00:00:00Z"),
              Instant.parse("2016-06-30T23:00:00Z"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTriggerThatFindsARunUnderWayIsToldAndStartsNothing(Engine engine) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (WorkflowFixture f =
        new WorkflowFixture(engine, folder, blocking(begun, new CountDownLatch(1)))) {
      f.apply("name: p\non: [{event: data.came}]\ntasks: [{id: a, uses: block}]\n");
      RunId run = f.start("p");
      begun.await();
      f.append("data.came", Json.object());
      f.kernel.events().signal().await(f.kernel.events()::isSettled, Duration.ofSeconds(20));

      assertThat(
              f.kernel
                  .events()
                  .page(new EventQuery("hotel", "p", "workflow.trigger.", null, 10, false)))
          .singleElement()
          .satisfies(e -> assertThat(e.data().path("active").asText()).isEqualTo(run.value()));
      f.workflows.cancel(run, "ana");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepThatGoesOnAfterItsTimeChangesNothingAnyMore(Engine engine) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<String> late = new CompletableFuture<>();
    AtomicReference<WorkflowFixture> fixture = new AtomicReference<>();
    InProcessStep stubborn =
        step(
            "stubborn",
            c -> {
              fixture.get().kernel.db().change(c::requireCurrent);
              begun.countDown();
              while (go.getCount() > 0) {
                Thread.interrupted();
                Thread.onSpinWait();
              }
              try {
                fixture.get().kernel.db().change(c::requireCurrent);
                late.complete("changed");
              } catch (LooplineException e) {
                late.complete(e.code().name());
              }
              return Map.of();
            });
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, stubborn)) {
      fixture.set(f);
      f.apply("name: p\ntasks: [{id: a, uses: stubborn, timeout: PT1M}]\n");
      RunId run = f.start("p");
      begun.await();
      f.clock.advance(Duration.ofMinutes(1));
      f.awaitEnd(run);
      go.countDown();

      assertThat(late.get(20, TimeUnit.SECONDS)).isEqualTo("ATTEMPT_LOST");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatIsStoppedInGoodOrderLosesNoAttempt(Engine engine) throws Exception {
    AtomicInteger begun = new AtomicInteger();
    InProcessStep slow =
        step(
            "slow",
            c -> {
              if (begun.incrementAndGet() <= 8) {
                Thread.sleep(Duration.ofHours(1));
              }
              return Map.of();
            });
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, slow)) {
      f.apply("name: p\ntasks: [{id: a, uses: slow}]\n");
      RunId run = f.start("p");
      for (int i = 1; i <= 8; i++) {
        int attempt = i;
        f.await(run, v -> f.task(run, "a").attempt() == attempt && begun.get() == attempt);
        f.restart();
      }
      assertThat(f.awaitEnd(run).state()).isEqualTo("SUCCEEDED");
    }
  }

  private static InProcessStep blocking(CountDownLatch begun, CountDownLatch interrupted) {
    return step(
        "block",
        c -> {
          begun.countDown();
          try {
            Thread.sleep(Duration.ofHours(1));
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return Map.of();
        });
  }
}
