package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.HashSet;
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
      assertThat(http.post("/api/v1/products/hotel/event-time", "{}").text())
          .contains("'at' is missing");
      assertThat(http.post("/api/v1/products/hotel/event-time", "{\"at\":\"yesterday\"}").status())
          .isEqualTo(400);
      assertThat(http.get("/api/v1/events?cursor=x").code()).isEqualTo("INVALID_ARGUMENT");
      assertThat(http.get("/api/v1/events/none").status()).isEqualTo(404);
    }
  }

  @Test
  void pagesOfTheLogJoinWithoutGapOrOverlap() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      for (int day = 1; day <= 9; day++) {
        http.post(
            "/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-0" + day + "T00:00:00Z\"}");
      }
      List<Long> positions = new java.util.ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = http.get("/api/v1/events?order=asc&limit=4" + cursor).json();
        page.path("items").forEach(e -> positions.add(e.path("position").asLong()));
        cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
      } while (!cursor.isEmpty());

      assertThat(positions).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }
  }

  @Test
  void theStreamGoesOnAfterTheLastEventThatAClientSaw() throws Exception {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-01T00:00:00Z\"}");
      http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-02T00:00:00Z\"}");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/events/stream"))
              .header("Last-Event-ID", "1")
              .build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<java.io.InputStream> stream =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
          assertThat(nextId(lines)).isEqualTo("id: 2");
          http.post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-03T00:00:00Z\"}");
          assertThat(nextId(lines)).isEqualTo("id: 3");
        }
        client.shutdownNow();
      }
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterARestart() {
    try (Server server = start(Map.of())) {
      new Http(server.url())
          .post("/api/v1/products/hotel/event-time", "{\"at\":\"2016-07-02T00:00:00Z\"}");
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
  void theOpenApiDocumentTellsWhatIsServed() {
    try (Server server = start(Map.of())) {
      Http http = new Http(server.url());
      JsonNode api = http.get("/openapi").json();
      assertThat(api.path("openapi").asText()).isEqualTo("3.1.0");
      Set<String> ids = new HashSet<>();
      api.path("paths")
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .properties()
                      .forEach(
                          operation -> {
                            assertThat(ids.add(operation.getValue().path("operationId").asText()))
                                .as("unique id of " + path.getKey())
                                .isTrue();
                            assertThat(operation.getValue().path("summary").asText()).isNotEmpty();
                            assertIsServed(http, operation.getKey(), path.getKey());
                          }));
      assertThat(ids).contains("listEvents", "advanceEventTime", "awaitRest");
    }
  }

  /** Every documented operation reaches a handler: whatever it says, it is not "no such route". */
  private static void assertIsServed(Http http, String method, String path) {
    if (path.endsWith("/stream")) {
      return;
    }
    String concrete = path.replaceAll("\\{[^}]+}", "x");
    Http.Answer answer =
        method.equals("get")
            ? http.get(concrete)
            : http.send(method.toUpperCase(java.util.Locale.ROOT), concrete, "{}");
    assertThat(answer.text()).as(method + " " + path).doesNotContain("ROUTE_NOT_FOUND");
    assertThat(answer.status()).as(method + " " + path).isNotEqualTo(500);
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
