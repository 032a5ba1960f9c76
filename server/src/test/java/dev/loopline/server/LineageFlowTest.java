package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.config.Config;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClientUtils;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lineage of what MLflow's clients make, on a whole server that tells a second one of it. */
class LineageFlowTest {
  @TempDir Path folder;

  private Server start(String name, Map<String, String> settings) {
    Map<String, String> flags = new HashMap<>(settings);
    flags.put("server.port", "0");
    flags.put("worker.slots", "0");
    return Server.start(
        folder.resolve(name),
        Config.load(Settings.all(), Optional.empty(), Map.of(), Set.of(), flags));
  }

  private static JsonNode mlflow(Http http, String path, String json) {
    Http.Answer answer = http.send("POST", "/api/2.0/mlflow/" + path, json.replace('\'', '"'));
    assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(200);
    return answer.json();
  }

  /** A run that read a dataset, and a version of it; the run's id. */
  private static String version(Http http) {
    http.post("/api/v1/products", "{\"name\":\"hotel\"}");
    String experiment =
        mlflow(http, "experiments/create", "{'name':'hotel/notebook'}")
            .path("experiment_id")
            .asText();
    String run =
        mlflow(http, "runs/create", "{'experiment_id':'" + experiment + "','start_time':1}")
            .at("/run/info/run_id")
            .asText();
    mlflow(
        http,
        "runs/log-inputs",
        "{'run_id':'"
            + run
            + "','datasets':[{'dataset':{'name':'bookings','digest':'d1','source_type':'local',"
            + "'source':'{}'}}]}");
    mlflow(http, "registered-models/create", "{'name':'hotel.forest'}");
    mlflow(
        http,
        "model-versions/create",
        "{'name':'hotel.forest','source':'runs:/" + run + "/model','run_id':'" + run + "'}");
    Http.Answer rest = http.post("/api/v1/rest", "{}");
    assertThat(rest.status()).as(rest.text()).isBetween(200, 299);
    return run;
  }

  private static Set<String> kinds(JsonNode graph) {
    Set<String> kinds = new TreeSet<>();
    graph.path("nodes").forEach(node -> kinds.add(node.path("kind").asText()));
    return kinds;
  }

  @Test
  void aVersionLeadsBackToItsRunsDataAndTheDataForwardToIt() {
    try (Server server = start("a", Map.of())) {
      Http http = new Http(server.url());
      String run = version(http);
      String at = "/api/v1/products/hotel/lineage";
      JsonNode back = http.get(at + "?kind=model-version&id=hotel.forest/1&direction=back").json();
      assertThat(kinds(back)).containsExactly("dataset", "model version", "run");
      JsonNode data = back.path("nodes").path(2);
      assertThat(data.path("title").asText()).isEqualTo("bookings");
      JsonNode forward =
          http.get(at + "?kind=dataset&direction=forward&id=" + data.path("id").asText()).json();
      assertThat(kinds(forward)).containsExactly("dataset", "model version", "run");
      assertThat(forward.path("nodes").path(1).path("href").asText())
          .isEqualTo("/products/hotel/runs/" + run);
      // Names from outside that fit nothing are no error of ours.
      for (String id : List.of("x", "x/y", "/", "a/99999999999999999999", "%25", "..%2F..")) {
        for (String kind :
            List.of(
                "commit",
                "build",
                "data-snapshot",
                "model-version",
                "deployment",
                "goal",
                "feature-view",
                "predictions",
                "prediction",
                "features",
                "pipeline-run",
                "source-file",
                "source",
                "job-run")) {
          assertThat(http.get(at + "?kind=" + kind + "&id=" + id).status())
              .as(kind + " " + id)
              .isEqualTo(404);
          assertThat(http.get("/api/v1/lineage?kind=" + kind + "&id=" + id).status())
              .as("nobody's " + kind + " " + id)
              .isEqualTo(404);
        }
      }
    }
  }

  @Test
  void aCommitThatOnlyARunNamesLeadsToItsVersionsAndBack() {
    try (Server server = start("c", Map.of())) {
      Http http = new Http(server.url());
      String run = version(http);
      String commit = "0123456789abcdef0123456789abcdef01234567";
      mlflow(
          http,
          "runs/set-tag",
          "{'run_id':'" + run + "','key':'mlflow.source.git.commit','value':'" + commit + "'}");
      for (String at : List.of("/api/v1/products/hotel/lineage", "/api/v1/lineage")) {
        JsonNode back = http.get(at + "?kind=run&id=" + run + "&direction=back").json();
        assertThat(kinds(back)).as(at).containsExactly("commit", "dataset", "run");
      }
      String at = "/api/v1/products/hotel/lineage";
      JsonNode back = http.get(at + "?kind=model-version&id=hotel.forest/1&direction=back").json();
      assertThat(kinds(back)).containsExactly("commit", "dataset", "model version", "run");
      JsonNode reached =
          http.get(at + "/reached?kind=commit&direction=forward&only=model-version&id=" + commit)
              .json();
      assertThat(reached.path("items")).hasSize(1);
      assertThat(reached.at("/items/0/id").asText()).isEqualTo("hotel.forest/1");
      assertThat(reached.at("/items/0/href").asText())
          .isEqualTo("/products/hotel/models/hotel.forest");
    }
  }

  @Test
  void whatOneServerTellsAnotherUnderstandsAndSoDoesOpenLineagesClient() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    Route receiver =
        Route.post("/api/v1/lineage")
            .to(
                call -> {
                  told.add(call.json().toString());
                  return Reply.status(201);
                });
    try (TestServer between = TestServer.start(List.of(receiver));
        Server teller = start("a", Map.of("lineage.openlineage.url", between.url()));
        Server listener = start("b", Map.of())) {
      version(new Http(teller.url()));
      Http http = new Http(listener.url());
      String last = "";
      for (int i = 0; i < 2; i++) {
        String event = Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS));
        last = event;
        OpenLineage.RunEvent read = OpenLineageClientUtils.runEventFromJson(event);
        assertThat(read.getJob().getName()).isEqualTo("models/hotel.forest/register");
        assertThat(http.post("/api/v1/lineage", event).status()).isEqualTo(201);
      }
      JsonNode run = http.get("/api/v1/lineage/runs").json().at("/items/0");
      assertThat(run.path("state").asText()).isEqualTo("COMPLETE");
      // The listener has no such product: to it the version is somebody's dataset.
      JsonNode forward =
          http.get("/api/v1/lineage?kind=job-run&direction=forward&id=" + run.path("id").asText())
              .json();
      assertThat(forward.at("/nodes/1/kind").asText()).isEqualTo("external dataset");
      assertThat(forward.at("/nodes/1/title").asText()).isEqualTo("models/hotel.forest/1");
      // Told to the one that it is from, it is the very version.
      Http own = new Http(teller.url());
      assertThat(own.post("/api/v1/lineage", last).status()).isEqualTo(201);
      assertThat(
              kinds(
                  own.get(
                          "/api/v1/products/hotel/lineage?kind=model-version&id=hotel.forest/1"
                              + "&direction=back")
                      .json()))
          .containsExactly("dataset", "job", "job run", "model version", "run");
    }
  }
}
