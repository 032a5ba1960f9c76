package dev.loopline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import dev.loopline.workflow.http.WorkflowRoutes;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkflowRoutesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void pipelinesAreListedStartedAndFollowedOverHttp(Engine engine) throws Exception {
    try (WorkflowFixture f =
            new WorkflowFixture(
                engine,
                folder,
                WorkflowFixture.step(
                    "say",
                    c -> {
                      c.log("saying " + c.parameters().path("what").asText());
                      return Map.of();
                    }));
        TestServer server = TestServer.start(WorkflowRoutes.routes(f.workflows))) {
      f.apply(
          """
          name: talk
          parameters: {what: hello}
          tasks: [{id: a, uses: say, with: {what: "${parameters.what}"}}, {id: b, uses: say, needs: [a]}]
          """);
      Http http = server.http();
      JsonNode pipeline = http.get("/api/v1/products/hotel/pipelines").json().at("/items/0");
      assertThat(pipeline.path("name").asText()).isEqualTo("talk");
      assertThat(pipeline.path("commit").asText()).isEqualTo("c1");
      assertThat(pipeline.at("/tasks/1/needs/0").asText()).isEqualTo("a");

      Http.Answer started =
          http.post(
              "/api/v1/products/hotel/pipelines/talk/runs", "{\"parameters\":{\"what\":\"bye\"}}");
      assertThat(started.status()).isEqualTo(201);
      RunId run = new RunId(started.json().path("id").asText());
      f.awaitEnd(run);
      JsonNode view = http.get("/api/v1/pipeline-runs/" + run).json();
      assertThat(view.path("state").asText()).isEqualTo("SUCCEEDED");
      assertThat(view.path("tasks")).hasSize(2);
      Http.Answer log = http.get("/api/v1/pipeline-runs/" + run + "/tasks/a/log");
      assertThat(log.header("Content-Type")).startsWith("text/plain");
      assertThat(log.text()).contains("saying bye");

      f.awaitEnd(f.start("talk"));
      JsonNode page = http.get("/api/v1/products/hotel/pipeline-runs?limit=1").json();
      JsonNode next =
          http.get(
                  "/api/v1/products/hotel/pipeline-runs?pipeline=talk&limit=1&cursor="
                      + page.path("nextCursor").asText())
              .json();
      assertThat(next.at("/items/0/id").asText()).isEqualTo(run.value());
      assertThat(next.at("/items/0/tasks")).isEmpty();
      assertThat(next.has("nextCursor")).isFalse();

      assertThat(http.post("/api/v1/pipeline-runs/" + run + "/cancel", "{}").json().path("state"))
          .hasToString("\"SUCCEEDED\"");
      assertThat(http.get("/api/v1/pipeline-runs/none").code()).isEqualTo("RUN_NOT_FOUND");
      assertThat(http.get("/api/v1/pipeline-runs/" + run + "/tasks/..%2Fa/log").status())
          .isGreaterThanOrEqualTo(400);
      assertThat(http.post("/api/v1/products/hotel/pipelines/tlk/runs", "{}").text())
          .contains("PIPELINE_NOT_FOUND", "Did you mean 'talk'?");
    }
  }
}
