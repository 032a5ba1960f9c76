package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.testkit.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  @TempDir Path folder;

  @Test
  void eventTimeMovesForwardOnlyAndEachMoveIsAnEvent() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      createProduct(http);
      http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-02T00:00:00Z\"}");
      Http.Answer back =
          http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-01T00:00:00Z\"}");

      assertThat(back.json().path("at").asText()).isEqualTo("2016-07-02T00:00:00Z");
      JsonNode events = http.get("/api/v1/events?product=hotel&type=time.").json().path("items");
      assertThat(events).hasSize(1);
      assertThat(events.get(0).path("eventTime").asText()).isEqualTo("2016-07-02T00:00:00Z");
      assertThat(http.post("/api/v1/rest", "{}").json().path("atRest").asBoolean()).isTrue();
    }
  }

  @Test
  void badInputIsAClearError() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      createProduct(http);
      assertThat(http.post("/api/v1/products/hotel/event-time", "{}").text())
          .contains("'at' is missing");
      assertThat(http.post("/api/v1/products/hotel/event-time", "{\"at\":\"yesterday\"}").status())
          .isEqualTo(400);
      assertThat(
              http.post(
                      "/api/v1/products/hotel/event-time",
                      "{\"at\":\"+1000000000-12-31T23:59:59Z\"}")
                  .text())
          .contains("the years 1 to 9999");
      assertThat(
              http.post("/api/v1/products/hotle/event-time", "{\"at\":\"2016-07-01T00:00:00Z\"}")
                  .status())
          .isEqualTo(404);
      assertThat(http.get("/api/v1/products/hotle/event-time").status()).isEqualTo(404);
      assertThat(http.get("/api/v1/events?cursor=x").code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(http.get("/api/v1/events/none").status()).isEqualTo(404);
    }
  }

  @Test
  void pagesOfTheLogJoinWithoutGapOrOverlap() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      createProduct(http);
      for (int day = 1; day <= 9; day++) {
        http.post(
            "/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-0" + day + "T00:00:00Z\"}");
      }
      List<Long> positions = new java.util.ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = http.get("/api/v1/events?type=time.&order=asc&limit=4" + cursor).json();
        page.path("items").forEach(e -> positions.add(e.path("position").asLong()));
        cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
      } while (!cursor.isEmpty());

      assertThat(positions).hasSize(9).doesNotHaveDuplicates().isSorted();
    }
  }

  @Test
  void theStreamGoesOnAfterTheLastEventThatAClientSaw() throws Exception {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      createProduct(http);
      http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-01T00:00:00Z\"}");
      http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-02T00:00:00Z\"}");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/events/stream"))
              .header("Last-Event-ID", "2")
              .build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<java.io.InputStream> stream =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
          assertThat(nextId(lines)).isEqualTo("id: 3");
          http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-03T00:00:00Z\"}");
          assertThat(nextId(lines)).isEqualTo("id: 4");
        }
        client.shutdownNow();
      }
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterARestart() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      createProduct(http);
      http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-02T00:00:00Z\"}");
    }
    try (Server server = start(Map.of())) {
      assertThat(
              new Http(server.url())
                  .get("/api/v1/products/hotel/event-time")
                  .json()
                  .path("at")
                  .asText())
          .isEqualTo("2016-07-02T00:00:00Z");
    }
  }

  @Test
  void beyondLoopbackItAsksForTokens() throws IOException {
    assertThatThrownBy(() -> start(Map.of("server.host", "0.0.0.0")))
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining("there are no tokens");

    Path tokens =
        Files.writeString(
            folder.resolve("tokens"),
            "# who may\nana READ 0123456789abcdef\nci READ,WRITE fedcba9876543210\n");
    try (Server server =
        start(Map.of("server.host", "0.0.0.0", "server.tokens", tokens.toString()))) {
      Http http = new Http("http://localhost:" + server.port());
      assertThat(http.get("/api/v1/events").status()).isEqualTo(401);
      assertThat(
              http.send(
                      http.request("/api/v1/events")
                          .header("Authorization", "Bearer 0123456789abcdef"))
                  .status())
          .isEqualTo(200);
      assertThat(
              http.send(
                      http.request("/api/v1/rest")
                          .header("Authorization", "Bearer 0123456789abcdef")
                          .POST(HttpRequest.BodyPublishers.noBody()))
                  .status())
          .isEqualTo(403);
      assertThat(http.get("/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void aTokenFileThatDoesNotFitIsNamedByItsLineAndNeverShowsASecret() throws IOException {
    Path tokens = Files.writeString(folder.resolve("tokens"), "ana FLY 0123456789abcdef\n");

    assertThatThrownBy(() -> start(Map.of("server.tokens", tokens.toString())))
        .hasMessageContaining("tokens:1: 'FLY' is no access")
        .hasMessageNotContaining("0123456789abcdef");
  }

  @Test
  void theHeadOfTheLogIsExported() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      createProduct(http);
      JsonNode head = http.get("/api/v1/events/head").json();
      JsonNode last = http.get("/api/v1/events?limit=1").json().path("items").path(0);
      assertThat(head.path("position")).isEqualTo(last.path("position"));
      assertThat(head.path("hash")).isEqualTo(last.path("hash"));
    }
  }

  @Test
  void whatSubscribersCouldNotHandleIsListedAndMeasured() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      assertThat(http.get("/api/v1/events/set-aside").json().path("items")).isEmpty();
      assertThat(http.post("/api/v1/events/set-aside/triggers/7/retry", "{}").text())
          .contains("Subscriber triggers has set aside no event at position 7");
      assertThat(http.get("/api/v1/events/set-aside?cursor=x").status()).isEqualTo(400);
      http.send(http.request("/").method("INVENTED", HttpRequest.BodyPublishers.noBody()));
      assertThat(http.get("/metrics").text())
          .contains("loopline_events_set_aside 0.0", "loopline_subscribers_dead 0.0")
          .contains("loopline_subscribers_behind")
          .contains("method=\"OTHER\"")
          .doesNotContain("INVENTED");
      assertThat(http.get("/health/ready").status()).isEqualTo(200);
    }
  }

  @Test
  void theUiLivesUnderTheStrictPolicyThatItsReadmePromises() throws IOException {
    assertThat(Files.readString(Path.of("../web/README.md"))).contains(UiRoutes.POLICY);
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      for (String path : List.of("/", "/p/hotel/models")) {
        assertThat(http.get(path).header("Content-Security-Policy")).isEqualTo(UiRoutes.POLICY);
      }
      assertThat(http.get("/assets/none.js").status()).isEqualTo(404);
    }
  }

  @Test
  void anAddressOfVersionSixStandsInBracketsAndItsWorkerFindsIt() {
    try (Server server = start(Map.of("server.host", "::1"))) {
      assertThat(server.url()).isEqualTo("http://[::1]:" + server.port());
      assertThat(new Http(server.url()).get("/health/live").status()).isEqualTo(200);
    } catch (LooplineException e) {
      assumeThat(e.getMessage()).as("this machine has IPv6").doesNotContain("cannot be used");
      throw e;
    }
  }

  @Test
  void thePageOfSettingsIsTheCodes() throws IOException {
    assertThat(Files.readString(Path.of("../docs/settings.md")))
        .as("docs/settings.md: write there what Settings.page() says")
        .isEqualTo(Settings.page());
  }

  private static void createProduct(Http http) {
    assertThat(http.post("/api/v1/products", "{\"name\":\"hotel\"}").status()).isEqualTo(201);
  }

  private static String nextId(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (!line.startsWith("id:")) {
      line = lines.readLine();
    }
    return line;
  }

  private Server start(Map<String, String> settings) {
    Map<String, String> flags = new HashMap<>(settings);
    flags.putIfAbsent("server.port", "0");
    return Server.start(
        folder.resolve("data"),
        Config.load(Settings.all(), Optional.empty(), Map.of(), Set.of(), flags));
  }
}
