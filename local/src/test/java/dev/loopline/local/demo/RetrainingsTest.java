package dev.loopline.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.client.LooplineClient;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.TestServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What became of trainings, from a server's answers; runs come newest first, on two pages. */
class RetrainingsTest {
  private static final Map<String, String> RUNS =
      Map.of(
          "run_1",
          run("run_1", "SUCCEEDED", register(1) + "," + challenge("chl_1")),
          "run_2",
          run("run_2", "FAILED", "{'id':'prepare','uses':'training-set','error':'Too few rows.'}"),
          "run_3",
          run("run_3", "SUCCEEDED", register(2)));

  @Test
  void everyTrainingIsToldAlsoThoseOfWhichNothingCame() {
    try (TestServer server = TestServer.start(routes());
        LooplineClient client = new LooplineClient(URI.create(server.url()), Optional.empty())) {
      JsonNode all = new Retrainings(client).all();

      assertThat(all).hasSize(3);
      JsonNode promoted = all.path(0);
      assertThat(promoted.path("decision").asText()).isEqualTo("promoted");
      assertThat(promoted.path("trigger").asText()).isEqualTo("drift");
      assertThat(promoted.path("digest").asText()).isEqualTo("sha256:1");
      assertThat(promoted.path("reason").asText()).isEqualTo("Better.");
      assertThat(promoted.path("challengerAuc").asDouble()).isEqualTo(0.7);
      JsonNode failed = all.path(1);
      assertThat(failed.path("decision").asText()).isEqualTo("failed");
      assertThat(failed.path("reason").asText()).isEqualTo("prepare: Too few rows.");
      assertThat(failed.has("challengerAuc")).isTrue();
      assertThat(failed.path("challengerAuc").isNull()).isTrue();
      assertThat(failed.path("digest").isNull()).isTrue();
      JsonNode skipped = all.path(2);
      assertThat(skipped.path("decision").asText()).isEqualTo("skipped");
      assertThat(skipped.path("challenger").asText()).isEqualTo("2");
    }
  }

  private static List<Route> routes() {
    String product = "/api/v1/products/hotel-bookings";
    return List.of(
        answering(
            product + "/challenges",
            "{'items':[{'id':'chl_1','state':'PROMOTED','champion':'0','reason':'Better.',"
                + "'evidence':{'rows':9,'championAuc':0.6,'challengerAuc':0.7}}]}"),
        answering(
            product + "/models/{model}/versions",
            "{'items':[{'version':'1','digest':'sha256:1'},{'version':'2','digest':'sha256:2'}]}"),
        answering("/api/v1/events/{event}", "{'type':'monitoring.drift.detected'}"),
        Route.get(product + "/pipeline-runs")
            .id("runs")
            .tag("test")
            .summary("Runs")
            .to(
                call ->
                    json(
                        call.query("cursor").isEmpty()
                            ? "{'items':[{'id':'run_3'},{'id':'run_2'}],'nextCursor':'run_2'}"
                            : "{'items':[{'id':'run_1'}]}")),
        Route.get("/api/v1/pipeline-runs/{run}")
            .id("run")
            .tag("test")
            .summary("A run")
            .to(call -> json(RUNS.getOrDefault(call.path("run"), "{}"))));
  }

  private static Route answering(String path, String json) {
    return Route.get(path).id(path).tag("test").summary(path).to(call -> json(json));
  }

  private static Reply json(String quoted) {
    return Reply.json(Json.parse(quoted.replace('\'', '"')));
  }

  private static String run(String id, String state, String tasks) {
    return "{'id':'%s','state':'%s','eventTime':'2016-07-01T00:00:00Z','trigger':'e','tasks':[%s]}"
        .formatted(id, state, tasks);
  }

  private static String register(int version) {
    return "{'id':'register','uses':'register','outputs':{'version':'%d'}}".formatted(version);
  }

  private static String challenge(String id) {
    return "{'id':'challenge','uses':'challenge','outputs':{'challenge':'%s'}}".formatted(id);
  }
}
