package dev.loopline.workflow;

import static dev.loopline.workflow.WorkflowFixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import dev.loopline.workflow.http.WorkflowRoutes;
import dev.loopline.workflow.spi.InProcessStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PausesTest {
  private static final InProcessStep ECHO = step("echo", c -> Map.of());
  private static final String PIPELINE =
      """
      name: p
      on: [{cron: "@hourly"}, {event: data.came}, {every: P1D}]
      concurrency: queue
      tasks: [{id: a, uses: echo}]
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aPausedPipelineIsStartedByNoTriggerAndMakesUpForItsSlots(Engine engine) throws Exception {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO)) {
      f.apply(PIPELINE, PIPELINE.replace("name: p", "name: other"));
      f.advanceTo("2016-01-01T00:00:00Z");
      f.workflows.pause("hotel", "p", "the source is down", "ana");
      // Neither a new delivery nor a restart ends a pause.
      f.apply(PIPELINE, PIPELINE.replace("name: p", "name: other"));
      f.restart();
      f.append("data.came", Json.object());
      f.advanceTo("2016-01-02T00:00:00Z");
      f.clock.set(Instant.parse("2026-01-01T03:10:00Z"));
      awaitRuns(f, "other", 3);
      f.awaitRest();

      assertThat(f.workflows.runs("hotel", "p", null, 10)).isEmpty();
      assertThat(told(f, "workflow.trigger.skipped"))
          .singleElement()
          .satisfies(data -> assertThat(data.path("paused").asBoolean()).isTrue());
      assertThat(f.awaitEnd(f.start("p")).state()).isEqualTo("SUCCEEDED");

      f.workflows.resume("hotel", "p", null, "ben");
      awaitRuns(f, "p", 2);
      f.advanceTo("2016-01-02T01:00:00Z");
      assertThat(f.workflows.runs("hotel", "p", null, 10))
          .extracting(run -> run.slot() + " " + run.eventTime())
          .containsExactly(
              "null 2016-01-02T01:00:00Z",
              "2026-01-01T03:00:00Z 2016-01-02T00:00:00Z",
              "null 2016-01-02T00:00:00Z");
      f.workflows.resume("hotel", "p", "again", "ben");
      assertThat(told(f, "workflow.pipeline."))
          .extracting(JsonNode::toString)
          .containsExactlyInAnyOrder(
              "{\"pipeline\":\"p\",\"reason\":\"the source is down\"}", "{\"pipeline\":\"p\"}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pausesAreShownAndAskForAReason(Engine engine) {
    try (WorkflowFixture f = new WorkflowFixture(engine, folder, ECHO);
        TestServer server = TestServer.start(WorkflowRoutes.routes(f.workflows))) {
      f.apply(PIPELINE);
      Http http = server.http();
      String path = "/api/v1/products/hotel/pipelines/";

      JsonNode paused = http.post(path + "p/pause", "{\"reason\":\"moving\"}").json();
      assertThat(paused.at("/paused/reason").asText()).isEqualTo("moving");
      assertThat(paused.path("nextSlot").asText()).isEqualTo("2026-01-01T01:00:00Z");
      assertThat(http.get(path.substring(0, path.length() - 1)).json().at("/items/0/paused/at"))
          .isEqualTo(Json.tree("2026-01-01T00:00:00Z"));
      assertThat(http.post(path + "p/resume", "{}").json().has("paused")).isFalse();
      assertThat(http.post(path + "p/pause", "{}").status()).isEqualTo(400);
      assertThat(http.post(path + "p/pause", "{\"reason\":\" \"}").text())
          .contains("The reason has 0 characters; say in 1 to 1000 why");
      assertThat(http.post(path + "q/pause", "{\"reason\":\"x\"}").code())
          .isEqualTo("PIPELINE_NOT_FOUND");
      assertThatThrownBy(() -> f.workflows.resume("hotel", "q", null, "ana"))
          .hasMessageContaining("hotel has no pipeline 'q'. Did you mean 'p'?");
    }
  }

  private static void awaitRuns(WorkflowFixture f, String pipeline, int count)
      throws InterruptedException {
    assertThat(
            f.kernel
                .events()
                .signal()
                .await(
                    () -> f.workflows.runs("hotel", pipeline, null, 100).size() >= count,
                    Duration.ofSeconds(20)))
        .isTrue();
  }

  private static List<JsonNode> told(WorkflowFixture f, String type) {
    return f.kernel.events().page(new EventQuery("hotel", "p", type, null, 10, false)).stream()
        .map(e -> e.data())
        .toList();
  }
}
