package dev.loopline.workflow;

import static dev.loopline.workflow.WorkflowFixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import dev.loopline.workflow.http.BackfillRoutes;
import dev.loopline.workflow.spi.InProcessStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackfillsTest {
  private static final String PIPELINE =
      """
      name: p
      on: [{cron: "@hourly"}]
      parameters: {n: 1}
      tasks: [{id: a, uses: gate, with: {slot: "${run.slot}", n: "${parameters.n}"}}]
      """;
  private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void slotsOfTheRangeAreRunOnceAndAFewAtATime(Engine engine) throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    InProcessStep gate =
        step(
            "gate",
            c -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              now.decrementAndGet();
              return Map.of("said", c.parameters());
            });
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, gate)) {
      f.apply(PIPELINE);
      f.clock.set(Instant.parse("2026-01-01T05:00:00Z"));
      f.kernel
          .events()
          .signal()
          .await(() -> !f.workflows.runs("hotel", "p", null, 9).isEmpty(), Duration.ofSeconds(20));
      f.awaitRest();
      f.clock.set(Instant.parse("2026-01-01T05:30:00Z"));
      Backfills.Asked asked =
          new Backfills.Asked(
              "hotel",
              "p",
              Instant.parse("2025-12-31T22:00:00Z"),
              Instant.parse("2026-01-01T05:30:00Z"),
              3,
              Map.of());
      assertThat(f.workflows.backfills().plan(asked))
          .extracting(Backfills.Slot::state)
          .containsExactly(
              "MISSING",
              "MISSING",
              "MISSING",
              "MISSING",
              "MISSING",
              "MISSING",
              "MISSING",
              "SUCCEEDED");
      assertThat(f.workflows.runs("hotel", "p", null, 20)).hasSize(1);

      Backfills.View begun = f.workflows.backfills().start(asked, "ana");
      assertThat(begun.slots()).hasSize(7);
      f.awaitRest();
      Backfills.View ended = f.workflows.backfills().require(begun.id());
      assertThat(ended.state()).isEqualTo("ENDED");
      assertThat(ended.slots()).extracting(Backfills.Slot::state).containsOnly("SUCCEEDED");
      assertThat(most.get()).isLessThanOrEqualTo(3);
      RunId first = new RunId(String.valueOf(ended.slots().getFirst().run()));
      assertThat(f.task(first, "a").outputs().at("/said/slot").asText())
          .isEqualTo("2025-12-31T22:00:00Z");
      assertThat(f.view(first).trigger()).isEqualTo(begun.id());
      assertThat(f.workflows.runs("hotel", "p", null, 20)).hasSize(8);
      assertThat(f.workflows.backfills().plan(asked))
          .extracting(Backfills.Slot::state)
          .containsOnly("SUCCEEDED");
      // The clock is set back before all of them: none is run again.
      f.clock.set(Instant.parse("2025-12-31T22:30:00Z"));
      f.restart();
      f.clock.set(MIDNIGHT);
      f.restart();
      f.awaitRest();
      assertThat(f.workflows.runs("hotel", "p", null, 20)).hasSize(8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBackfillIsCancelledAsOneAndFreesItsSlots(Engine engine) throws Exception {
    Semaphore go = new Semaphore(0);
    InProcessStep gate =
        step(
            "gate",
            c -> {
              go.acquire();
              return Map.of();
            });
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, gate);
        TestServer server = TestServer.start(BackfillRoutes.routes(f.workflows.backfills()))) {
      f.apply(PIPELINE);
      Http http = server.http();
      String path = "/api/v1/products/hotel/pipelines/p/backfills";
      String range =
          "{\"from\":\"2025-12-31T20:00:00Z\",\"until\":\"2026-01-01T00:00:00Z\",\"parallel\":2,"
              + "\"parameters\":{\"n\":7}}";

      assertThat(http.post(path + "/plan", range).json().path("items")).hasSize(4);
      Http.Answer started = http.post(path, range);
      assertThat(started.status()).isEqualTo(201);
      String id = started.json().path("id").asText();
      assertThat(states(started.json()))
          .containsExactly("RUNNING", "RUNNING", "WAITING", "WAITING");
      go.release();
      RunId first = new RunId(started.json().at("/slots/0/run").asText());
      RunId second = new RunId(started.json().at("/slots/1/run").asText());
      f.kernel
          .events()
          .signal()
          .await(
              () ->
                  states(http.get("/api/v1/backfills/" + id).json()).contains("SUCCEEDED")
                      && states(http.get("/api/v1/backfills/" + id).json()).stream()
                              .filter("RUNNING"::equals)
                              .count()
                          == 2,
              Duration.ofSeconds(20));
      assertThat(f.view(first).parameters().get("n").asInt()).isEqualTo(7);
      assertThat(http.post(path, range).text())
          .contains(
              "BACKFILL_INVALID", "All 4 slots of the range have been run or are about to be");

      JsonNode cancelled = http.post("/api/v1/backfills/" + id + "/cancel", "{}").json();
      assertThat(cancelled.path("state").asText()).isEqualTo("CANCELLED");
      assertThat(states(cancelled)).containsOnlyOnce("SUCCEEDED").hasSize(3);
      assertThat(f.view(second).ended()).isTrue();
      f.awaitRest();
      assertThat(http.get("/api/v1/products/hotel/backfills?pipeline=p").json().at("/items/0/id"))
          .isEqualTo(cancelled.path("id"));
      assertThat(states(http.post(path + "/plan", range).json().path("items")))
          .containsOnlyOnce("MISSING");
      go.release(10);
      assertThat(states(http.post(path, range).json())).hasSize(1);
      f.awaitRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRangeThatCannotBeRunIsRefusedWithTheRemedy(Engine engine) {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, step("gate", c -> Map.of()));
        TestServer server = TestServer.start(BackfillRoutes.routes(f.workflows.backfills()))) {
      f.apply(PIPELINE, "name: bare\ntasks: [{id: a, uses: gate}]\n");
      Http http = server.http();

      assertThat(refused(http, "p", "2025-12-31T22:10:00Z", "2025-12-31T22:50:00Z"))
          .contains(
              "no slot of cron @hourly UTC is in the range from 2025-12-31T22:10:00Z until before"
                  + " 2025-12-31T22:50:00Z; the next one is 2025-12-31T23:00:00Z");
      assertThat(refused(http, "p", "2025-12-31T22:00:00Z", "2025-12-31T22:00:00Z"))
          .contains("is not before");
      assertThat(refused(http, "p", "2025-12-31T22:00:00Z", "2026-01-01T10:00:00Z"))
          .contains("which is still to come; end it at 2026-01-01T00:00:00Z");
      assertThat(refused(http, "p", "2025-01-01T00:00:00Z", "2025-12-31T00:00:00Z"))
          .contains("more than 1000 slots; make several of it");
      assertThat(refused(http, "bare", "2025-12-31T22:00:00Z", "2025-12-31T23:00:00Z"))
          .contains("'bare' has no slots; declare a cron");
      assertThat(refused(http, "q", "2025-12-31T22:00:00Z", "2025-12-31T23:00:00Z"))
          .contains("PIPELINE_NOT_FOUND");
      assertThat(http.get("/api/v1/backfills/none").code()).isEqualTo("BACKFILL_NOT_FOUND");
      assertThat(f.workflows.runs("hotel", null, null, 9)).isEmpty();
    }
  }

  private static String refused(Http http, String pipeline, String from, String until) {
    Http.Answer answer =
        http.post(
            "/api/v1/products/hotel/pipelines/" + pipeline + "/backfills",
            "{\"from\":\"" + from + "\",\"until\":\"" + until + "\"}");
    assertThat(answer.status()).isBetween(400, 404);
    return answer.text();
  }

  private static List<String> states(JsonNode backfill) {
    JsonNode slots = backfill.isArray() ? backfill : backfill.path("slots");
    return slots.valueStream().map(slot -> slot.path("state").asText()).toList();
  }
}
