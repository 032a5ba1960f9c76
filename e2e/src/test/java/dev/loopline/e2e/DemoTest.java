package dev.loopline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.json.Json;
import dev.loopline.local.demo.Demo;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import dev.loopline.testkit.Http;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One replay, looked at from all sides while its server still runs; and another one, to be the
 * same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoTest {
  @TempDir static Path folder;
  private Server server;
  private JsonNode report;

  @BeforeAll
  void playOnce() throws Exception {
    server = start("first");
    report = play(server, "first");
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private Server start(String name) {
    Config config =
        Config.load(
            Settings.all(), Optional.empty(), Map.of(), Set.of(), Map.of("server.port", "0"));
    return Server.start(folder.resolve(name), config);
  }

  private JsonNode play(Server at, String name) throws Exception {
    Path written = folder.resolve(name + ".json");
    Demo.prepare(Optional.empty(), true).play(at.url(), Optional.of(written));
    return Json.parse(Files.readString(written));
  }

  @Test
  void theLoopTurnsByItselfOnDriftingBookings() {
    assertThat(report.path("steps")).hasSize(28);
    assertThat(report.path("steps"))
        .allSatisfy(
            step -> {
              assertThat(step.path("state").asText()).as(step.toString()).isEqualTo("done");
              assertThat(step.path("evidence").asText()).startsWith("/api/v1/events/evt_");
            });
    assertThat(report.path("auc").path("loopMean").asDouble())
        .isGreaterThan(report.path("auc").path("staticMean").asDouble() + 0.01);
    assertThat(kinds(report))
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
    assertThat(decisions(report)).anyMatch(d -> d.contains("promoted"));
    assertThat(decisions(report)).anyMatch(d -> d.contains("rejected"));
  }

  @Test
  void itTurnsTheSameWayAgain() throws Exception {
    try (Server other = start("second")) {
      JsonNode second = play(other, "second");
      assertThat(decisions(second)).isEqualTo(decisions(report));
      assertThat(second.path("auc")).isEqualTo(report.path("auc"));
    }
  }

  @Test
  void everyTrainingIsARunThatTellsTheTruthOfItself() {
    Http http = new Http(server.url());
    String ml = "/api/2.0/mlflow/";
    JsonNode experiments =
        http.post(ml + "experiments/search", "{\"max_results\":100}").json().path("experiments");
    List<String> trainings = new ArrayList<>();
    experiments.forEach(
        e -> {
          if (e.path("name").asText().endsWith("/training")) {
            trainings.add(e.path("experiment_id").asText());
          }
        });
    JsonNode runs =
        http.post(ml + "runs/search", Map.of("experiment_ids", trainings)).json().path("runs");
    assertThat(runs).hasSize(report.path("retrainings").size());
    for (JsonNode run : runs) {
      JsonNode info = run.path("info");
      assertThat(info.path("status").asText()).isEqualTo("FINISHED");
      assertThat(info.path("end_time").asLong() - info.path("start_time").asLong())
          .isGreaterThan(300);
      assertThat(keys(run, "tags"))
          .contains("mlflow.source.git.commit", "loopline.source.dirty", "loopline.host");
      assertThat(keys(run, "params")).contains("seed", "code.commit");
      assertThat(keys(run, "metrics"))
          .contains("system/system_memory_usage_megabytes", "system/disk_usage_percentage");
      JsonNode environment =
          http.get("/get-artifact?path=environment.json&run_id=" + info.path("run_id").asText())
              .json();
      assertThat(environment.path("libraries").toString()).contains("xgboost4j");
    }
  }

  private static List<String> keys(JsonNode run, String of) {
    List<String> keys = new ArrayList<>();
    run.path("data").path(of).forEach(pair -> keys.add(pair.path("key").asText()));
    return keys;
  }

  @Test
  void everyPageShowsWhatTheReplayLeft() {
    look(LookAround::everyPage);
  }

  @Test
  void pagesAreUsedByKeyAndByClick() {
    look(LookAround::verbs);
  }

  @Test
  void anEmptyProductsPagesTeachWhatFillsThem() {
    look(around -> around.emptyProduct("first-steps"));
  }

  private void look(Consumer<LookAround> what) {
    try (LooplineClient client = new LooplineClient(URI.create(server.url()), Optional.empty());
        Pages pages = Pages.open(server.url())) {
      what.accept(new LookAround(pages, client));
    }
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
