package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Http;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GraphQL is the tracking side's, versions are the registry's: the server joins them. */
class GraphQlVersionsTest {
  private static final String API = "/api/2.0/mlflow/";
  private static final String QUERY =
      "query q($data: MlflowGetRunInput!) { mlflowGetRun(input: $data) {"
          + " run { modelVersions { name version } } } }";

  @TempDir Path folder;

  @Test
  void aRunKnowsTheVersionsThatWereRegisteredFromIt() {
    try (Server server = start()) {
      Http http = new Http(server.url());
      JsonNode run = post(http, "runs/create", "{\"experiment_id\":\"0\"}").path("run");
      String id = run.path("info").path("run_id").asText();
      assertThat(versionsOf(http, id)).isEmpty();

      post(http, "registered-models/create", "{\"name\":\"m\"}");
      String source = run.path("info").path("artifact_uri").asText() + "/model";
      post(
          http,
          "model-versions/create",
          Json.object().put("name", "m").put("source", source).put("run_id", id).toString());

      JsonNode versions = versionsOf(http, id);
      assertThat(versions).hasSize(1);
      assertThat(versions.get(0).path("name").asText()).isEqualTo("m");
      assertThat(versions.get(0).path("version").asText()).isEqualTo("1");
    }
  }

  private static JsonNode versionsOf(Http http, String run) {
    var body = Json.object().put("query", QUERY).put("operationName", "q");
    body.putObject("variables").putObject("data").put("runId", run);
    Http.Answer answer = http.post("/graphql", body.toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("data").path("mlflowGetRun").path("run").path("modelVersions");
  }

  private static JsonNode post(Http http, String what, String body) {
    Http.Answer answer = http.post(API + what, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private Server start() {
    return Server.start(
        folder.resolve("data"),
        Config.load(
            Settings.all(), Optional.empty(), Map.of(), Set.of(), Map.of("server.port", "0")));
  }
}
