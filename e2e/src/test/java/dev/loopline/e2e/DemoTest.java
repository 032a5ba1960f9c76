package dev.loopline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.json.Json;
import dev.loopline.local.demo.Demo;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path folder;

  private JsonNode play(String name, Consumer<String> then) throws Exception {
    Path report = folder.resolve(name + ".json");
    Config config =
        Config.load(
            Settings.all(), Optional.empty(), Map.of(), Set.of(), Map.of("server.port", "0"));
    try (Server server = Server.start(folder.resolve(name), config)) {
      Demo.prepare(Optional.empty(), true).play(server.url(), Optional.of(report));
      then.accept(server.url());
    }
    return Json.parse(Files.readString(report));
  }

  @Test
  void theLoopTurnsByItselfOnDriftingBookingsAndTurnsTheSameWayAgain() throws Exception {
    JsonNode first = play("first", DemoTest::lookAround);
    assertThat(first.path("steps")).hasSize(28);
    assertThat(first.path("steps"))
        .allSatisfy(
            step -> {
              assertThat(step.path("state").asText()).as(step.toString()).isEqualTo("done");
              assertThat(step.path("evidence").asText()).startsWith("/api/v1/events/evt_");
            });
    assertThat(first.path("auc").path("loopMean").asDouble())
        .isGreaterThan(first.path("auc").path("staticMean").asDouble() + 0.01);
    assertThat(kinds(first))
        .contains(
            "prediction",
            "features",
            "model version",
            "run",
            "training set",
            "data snapshot",
            "build",
            "commit",
            "goal");
    assertThat(decisions(first)).anyMatch(d -> d.contains("promoted"));
    assertThat(decisions(first)).anyMatch(d -> d.contains("rejected"));

    JsonNode second = play("second", url -> {});
    assertThat(decisions(second)).isEqualTo(decisions(first));
    assertThat(second.path("auc")).isEqualTo(first.path("auc"));
  }

  /** Every page shows what the replay left, in both colour schemes, without an error. */
  private static void lookAround(String url) {
    try (LooplineClient client = new LooplineClient(URI.create(url), Optional.empty());
        Pages pages = Pages.open(url)) {
      String product = "/api/v1/products/hotel-bookings";
      String run = first(client, product + "/pipeline-runs?pipeline=training", "id");
      String tracked =
          client
              .get(product + "/models/hotel-bookings.cancellation/versions?limit=1")
              .path("items")
              .path(0)
              .path("run")
              .asText();
      String prediction = first(client, product + "/endpoints/cancellation/predictions", "id");
      String challenge = first(client, product + "/challenges", "id");
      pages.visit("products", "/", "hotel-bookings");
      pages.visit("loop", "/p/hotel-bookings", "Automated ML workflow pipeline");
      pages.visit("product", "/p/hotel-bookings/product", "Fewer empty rooms");
      pages.visit("sources", "/p/hotel-bookings/sources", "bookings");
      pages.visit("analysis", "/p/hotel-bookings/sources/bookings", "assigned_room_type");
      pages.visit("views", "/p/hotel-bookings/views/booking", "lead_time");
      pages.visit("pipelines", "/p/hotel-bookings/pipelines", "training");
      pages.visit("pipeline-run", "/p/hotel-bookings/pipeline-runs/" + run, "prepare");
      pages.visit("runs", "/p/hotel-bookings/runs", "train-2016");
      pages.visit("run", "/p/hotel-bookings/runs/" + tracked, "test_auc");
      pages.visit("models", "/p/hotel-bookings/models/hotel-bookings.cancellation", "production");
      pages.visit("endpoint", "/p/hotel-bookings/endpoints/cancellation", "cancellation");
      pages.visit("monitor", "/p/hotel-bookings/monitors/cancellation", "lead_time");
      pages.visit("challenge", "/p/hotel-bookings/challenges/" + challenge, "AUC");
      pages.visit("trace", "/p/hotel-bookings/predictions/" + prediction, "Fewer empty rooms");
      pages.visit("deliveries", "/p/hotel-bookings/deliveries", "validate");
      pages.visit("code", "/p/hotel-bookings/code", "product.yaml");
      pages.visit("events", "/p/hotel-bookings/events", "Event time is");
    }
  }

  private static String first(LooplineClient client, String path, String field) {
    return client.get(path).path("items").path(0).path(field).asText();
  }

  private static List<String> kinds(JsonNode report) {
    List<String> kinds = new ArrayList<>();
    report.path("trace").path("nodes").forEach(n -> kinds.add(n.path("kind").asText()));
    return kinds;
  }

  /** When, why, which bytes, and what became of them. */
  private static List<String> decisions(JsonNode report) {
    List<String> decisions = new ArrayList<>();
    for (JsonNode r : report.path("retrainings")) {
      assertThat(r.path("digest").asText()).startsWith("sha256:");
      decisions.add(
          r.path("at").asText()
              + " "
              + r.path("trigger").asText()
              + " "
              + r.path("digest").asText()
              + " "
              + r.path("decision").asText());
    }
    return decisions;
  }
}
