package dev.loopline.workflow;

import static dev.loopline.workflow.WorkflowFixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.spi.InProcessStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlotsTest {
  private static final InProcessStep ECHO = step("echo", c -> Map.of("said", c.parameters()));
  private static final String HOURLY =
      """
      name: hourly
      on: [{cron: "0 * * * *"}]
      tasks: [{id: a, uses: echo, with: {slot: "${run.slot}"}}]
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void eachSlotStartsOneRunThatKnowsIt(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.clock.set(Instant.parse("2026-03-28T00:00:00Z"));
      f.apply(
          """
          name: nightly
          on: [{cron: "30 2 * * *", timeZone: Europe/Berlin}]
          tasks: [{id: a, uses: echo, with: {slot: "${run.slot}"}}]
          """);
      awaitSlots(f, "nightly", "2026-03-28T01:30:00Z");
      // Clocks jump over half past two: the slot comes at the jump.
      awaitSlots(f, "nightly", "2026-03-29T01:00:00Z", "2026-03-28T01:30:00Z");
      awaitSlots(
          f, "nightly", "2026-03-30T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-28T01:30:00Z");

      RunView run = f.workflows.runs("hotel", "nightly", null, 1).getFirst();
      f.awaitEnd(new RunId(run.id()));
      assertThat(run.trigger()).isEqualTo("cron 30 2 * * * Europe/Berlin");
      assertThat(f.task(new RunId(run.id()), "a").outputs().at("/said/slot"))
          .isEqualTo(TextNode.valueOf("2026-03-30T00:30:00Z"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatNoScheduleStartedHasNoSlot(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(HOURLY);
      RunId run = f.start("hourly");

      f.awaitEnd(run);
      assertThat(f.view(run).slot()).isNull();
      assertThat(f.task(run, "a").error()).startsWith("The template ${run.slot} has no value");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClockThatIsSetForwardAndBackStartsNoSlotTwiceAndLosesNone(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(HOURLY);
      awaitSlots(f, "hourly", "2026-01-01T01:00:00Z");
      // Two hours forward: of the two slots that it jumps over, the later is made up for.
      awaitSlots(f, "hourly", "2026-01-01T03:00:00Z", "2026-01-01T01:00:00Z");
      // Two hours back: what was left out comes at its time, what was run is not run again.
      f.clock.set(Instant.parse("2026-01-01T01:10:00Z"));
      awaitNext(f, "2026-01-01T02:00:00Z");
      awaitSlots(
          f, "hourly", "2026-01-01T02:00:00Z", "2026-01-01T03:00:00Z", "2026-01-01T01:00:00Z");
      f.clock.set(Instant.parse("2026-01-01T03:00:00Z"));
      awaitNext(f, "2026-01-01T04:00:00Z");
      awaitSlots(
          f,
          "hourly",
          "2026-01-01T04:00:00Z",
          "2026-01-01T02:00:00Z",
          "2026-01-01T03:00:00Z",
          "2026-01-01T01:00:00Z");
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterDowntimeSlotsAreMadeUpForByTheRule(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(
          HOURLY,
          HOURLY.replace("hourly", "none").replace("}]\ntasks", ", catchUp: none}]\ntasks"),
          HOURLY
              .replace("hourly", "all\nconcurrency: queue")
              .replace("}]\ntasks", ", catchUp: all}]\ntasks"));
      f.restartAfter(() -> f.clock.set(Instant.parse("2026-01-01T03:20:00Z")));
      awaitNext(f, "2026-01-01T04:00:00Z");

      f.awaitRest();
      assertThat(slots(f, "hourly")).containsExactly("2026-01-01T03:00:00Z");
      assertThat(slots(f, "none")).isEmpty();
      assertThat(slots(f, "all"))
          .containsExactly("2026-01-01T03:00:00Z", "2026-01-01T02:00:00Z", "2026-01-01T01:00:00Z");
      List<Event> missed =
          f.kernel
              .events()
              .page(new EventQuery("hotel", null, "workflow.slot.missed", null, 9, false));
      assertThat(missed)
          .extracting(
              e ->
                  e.subject() + " " + e.data().path("count") + " " + e.data().path("last").asText())
          .containsExactlyInAnyOrder(
              "hourly 2 2026-01-01T02:00:00Z", "none 3 2026-01-01T03:00:00Z");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aScheduleThatIsAppliedAgainKeepsItsSlotAndAChangedOneBeginsAnew(Engine engine)
      throws Exception {
    String every = HOURLY.replace("cron: \"0 * * * *\"", "every: PT1H, clock: wall");
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(every);
      f.restartAfter(
          () -> {
            f.clock.set(Instant.parse("2026-01-01T01:30:00Z"));
          });
      awaitSlots(f, "hourly", "2026-01-01T01:00:00Z");
      f.apply(every);
      f.apply(every.replace("PT1H", "PT20M"));
      awaitNext(f, "2026-01-01T01:40:00Z");

      assertThat(slots(f, "hourly")).containsExactly("2026-01-01T01:00:00Z");
      f.apply("name: other\ntasks: [{id: a, uses: echo}]\n");
      f.clock.advance(Duration.ofDays(1));
      f.restart();
      assertThat(slots(f, "hourly")).hasSize(1);
    }
  }

  /** Sets the clock to the newest slot and waits until these are the pipeline's. */
  private static void awaitSlots(WorkflowFixture f, String pipeline, String... slots)
      throws InterruptedException {
    Instant newest = Instant.parse(slots[0]);
    if (f.clock.now().isBefore(newest)) {
      f.clock.set(newest);
    }
    assertThat(
            f.kernel
                .events()
                .signal()
                .await(() -> slots(f, pipeline).size() >= slots.length, Duration.ofSeconds(20)))
        .isTrue();
    f.awaitRest();
    assertThat(slots(f, pipeline)).containsExactly(slots);
  }

  /** Waits until the scheduler has judged all slots before one. */
  private static void awaitNext(WorkflowFixture f, String slot) throws InterruptedException {
    long wanted = Instant.parse(slot).toEpochMilli();
    assertThat(
            f.kernel
                .events()
                .signal()
                .await(
                    () ->
                        f.kernel
                                .db()
                                .read(
                                    h ->
                                        h.select("select max(slot_at) from workflow_trigger")
                                            .mapTo(Long.class)
                                            .one())
                            == wanted,
                    Duration.ofSeconds(20)))
        .isTrue();
  }

  private static List<String> slots(WorkflowFixture f, String pipeline) {
    return f.workflows.runs("hotel", pipeline, null, 100).stream()
        .map(run -> String.valueOf(run.slot()))
        .toList();
  }
}
