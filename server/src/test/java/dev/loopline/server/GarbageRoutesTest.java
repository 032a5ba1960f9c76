package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.config.Config;
import dev.loopline.testkit.Http;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Collection in the whole server, where every component has to say what it uses. */
class GarbageRoutesTest {
  private static final String ML = "/api/2.0/mlflow/";
  private static final String FILES = "/api/2.0/mlflow-artifacts/artifacts/";

  @TempDir Path folder;

  private Server start(Map<String, String> settings) {
    Map<String, String> flags = new HashMap<>(settings);
    flags.put("server.port", "0");
    return Server.start(
        folder.resolve("data"),
        Config.load(Settings.all(), Optional.empty(), Map.of(), Set.of(), flags));
  }

  private static String run(Http http) {
    return http.post(ML + "runs/create", "{\"experiment_id\":\"0\"}")
        .json()
        .at("/run/info/run_id")
        .asText();
  }

  private static void file(Http http, String run, String name, String content) {
    String path = FILES + "0/" + run + "/artifacts/" + name;
    assertThat(http.put(path, content.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(200);
  }

  @Test
  void aDryRunSaysWhatACollectionThenFrees() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      String doomed = run(http);
      String other = run(http);
      file(http, doomed, "own", "x".repeat(4000));
      file(http, doomed, "shared", "both");
      file(http, other, "shared", "both");
      // A registered version keeps its files, whatever becomes of its run.
      file(http, doomed, "model/MLmodel", "flavors: {}\n");
      http.post(ML + "registered-models/create", "{\"name\":\"kept\"}");
      String source = "mlflow-artifacts:/0/" + doomed + "/artifacts/model";
      Http.Answer version =
          http.post(
              ML + "model-versions/create",
              Map.of("name", "kept", "source", source, "run_id", doomed));
      assertThat(version.status()).as(version.text()).isEqualTo(200);
      http.post(ML + "runs/delete", Map.of("run_id", doomed));

      JsonNode dry = http.post("/api/v1/gc?dryRun=true", "{}").json();
      assertThat(dry.path("dryRun").asBoolean()).isTrue();
      assertThat(dry.at("/removed/runs").asLong()).isEqualTo(1);
      assertThat(dry.path("bytesFreed").asLong()).isEqualTo(4000);
      assertThat(http.get(ML + "runs/get?run_id=" + doomed).status()).isEqualTo(200);
      assertThat(
              http.post("/api/v1/gc", "{\"olderThan\":\"30d\"}")
                  .json()
                  .at("/removed/runs")
                  .asLong())
          .isZero();

      JsonNode done = http.post("/api/v1/gc", "{}").json();
      assertThat(done.path("bytesFreed").asLong()).isEqualTo(4000);
      assertThat(done.at("/removed/runs").asLong()).isEqualTo(1);
      assertThat(http.get(ML + "runs/get?run_id=" + doomed).status()).isEqualTo(404);
      assertThat(http.get(FILES + "0/" + other + "/artifacts/shared").text()).isEqualTo("both");
      assertThat(http.get("/model-versions/get-artifact?name=kept&version=1&path=MLmodel").text())
          .isEqualTo("flavors: {}\n");
      assertThat(http.get("/api/v1/events?type=storage.collected").json().path("items")).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?dryRun=perhaps | {}",
        "| {\"olderThan\":\"soon\"}",
        "| {\"olderThan\":\"-P1D\"}",
        "| {\"olderThan\":\"\"}",
        "| {\"experiments\":[\"a\"]}",
        "| {\"everything\":true}"
      })
  void whatIsNotUnderstoodRemovesNothing(String query, String body) {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      assertThat(http.post("/api/v1/gc" + (query == null ? "" : query), body).status())
          .isEqualTo(400);
    }
  }

  @Test
  void onlyAdministratorsCollect() throws Exception {
    Path tokens = Files.writeString(folder.resolve("tokens"), "ci READ,WRITE fedcba9876543210\n");
    try (Server server = start(Map.of("server.tokens", tokens.toString()))) {
      Http http = new Http(server.url());
      assertThat(
              http.send(
                      http.request("/api/v1/gc?dryRun=true")
                          .header("Authorization", "Bearer fedcba9876543210")
                          .POST(java.net.http.HttpRequest.BodyPublishers.noBody()))
                  .status())
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource({"30d,P30D", "1d12h,P1DT12H", "90m,PT90M", "P7D,P7D", "0s,PT0S"})
  void timesAreReadAsBothProtocolsWriteThem(String text, String expected) {
    assertThat(GarbageRoutes.duration("olderThan", text)).isEqualTo(Duration.parse(expected));
  }
}
