package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.registry.spi.Deployments.Endpoint;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Versions as MLflow's clients see them. */
class MlflowVersionsTest {
  private static final String VERSIONS = "/model-versions/";

  @TempDir Path folder;
  private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");

  private static JsonNode model(RegistryFixture f, String name) {
    return f.get("/registered-models/get?name=" + name).json().path("registered_model");
  }

  private static JsonNode version(RegistryFixture f, String name, int version) {
    return f.get(VERSIONS + "get?name=" + name + "&version=" + version)
        .json()
        .path("model_version");
  }

  private static List<String> search(RegistryFixture f, String query) {
    List<String> found = new ArrayList<>();
    f.get(VERSIONS + "search?" + query)
        .json()
        .path("model_versions")
        .forEach(v -> found.add(v.path("name").asText() + "/" + v.path("version").asText()));
    return found;
  }

  private static String query(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode move(RegistryFixture f, int version, String stage, boolean archive) {
    return f.post(
            VERSIONS + "transition-stage",
            Map.of(
                "name",
                "m",
                "version",
                version,
                "stage",
                stage,
                "archive_existing_versions",
                archive))
        .json();
  }

  @ParameterizedTest
  @EnumSource
  void versionsAreCreatedFoundDescribedAndDeleted(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("m");
      clock.advance(Duration.ofSeconds(1));
      JsonNode made =
          f.post(
                  VERSIONS + "create",
                  "{\"name\":\"m\",\"source\":\"runs:/run_id/model\",\"run_id\":\"run_id_1\","
                      + "\"tags\":[{\"key\":\"t\",\"value\":\"1\"}]}")
              .json()
              .path("model_version");
      assertThat(made.path("version")).hasToString("\"1\"");
      assertThat(made.path("current_stage").asText()).isEqualTo("None");
      assertThat(made.path("status").asText()).isEqualTo("READY");
      assertThat(made.path("description").asText("absent")).isEmpty();
      assertThat(made.path("run_link").asText("absent")).isEmpty();
      long now = clock.now().toEpochMilli();
      assertThat(model(f, "m").path("last_updated_timestamp").asLong()).isEqualTo(now);
      assertThat(model(f, "m").path("latest_versions").path(0)).isEqualTo(version(f, "m", 1));
      f.version("m");
      assertThat(search(f, "filter=" + query("run_id IN ('run_id_1', 'x')")))
          .containsExactly("m/1");
      assertThat(search(f, "filter=" + query("source_path = 'runs:/run_id/model'")))
          .containsExactly("m/1");
      assertThat(f.get(VERSIONS + "get-download-uri?name=m&version=1").json())
          .hasToString("{\"artifact_uri\":\"runs:/run_id/model\"}");
      assertThat(f.get(VERSIONS + "get?name=m&version=something").json().path("message").asText())
          .isEqualTo("Parameter 'version' must be an integer, got 'something'.");

      clock.advance(Duration.ofSeconds(1));
      f.patch(VERSIONS + "update", Map.of("name", "m", "version", "1", "description", "d"));
      assertThat(version(f, "m", 1).path("description").asText()).isEqualTo("d");
      assertThat(version(f, "m", 1).path("last_updated_timestamp").asLong()).isEqualTo(now + 1000);
      assertThat(model(f, "m").path("last_updated_timestamp").asLong()).isEqualTo(now);
      f.patch(VERSIONS + "update", Map.of("name", "m", "version", "1"));
      assertThat(version(f, "m", 1).has("description")).isFalse();

      f.post(VERSIONS + "set-tag", Map.of("name", "m", "version", "1", "key", "e"));
      f.delete(VERSIONS + "delete-tag", Map.of("name", "m", "version", "1", "key", "t"));
      assertThat(version(f, "m", 1).path("tags")).hasToString("[{\"key\":\"e\",\"value\":\"\"}]");
      f.delete(VERSIONS + "delete", Map.of("name", "m", "version", "2"));
      Http.Answer gone = f.delete(VERSIONS + "delete", Map.of("name", "m", "version", "2"));
      assertThat(gone.status()).isEqualTo(404);
      assertThat(gone.json().path("message").asText())
          .isEqualTo("Model Version (name=m, version=2) not found");
      assertThat(model(f, "m").path("last_updated_timestamp").asLong()).isEqualTo(now + 1000);
      assertThat(f.version("m")).isEqualTo("3");
      assertThat(search(f, "")).containsExactly("m/3", "m/1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void stagesMoveAndMakeRoom(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("m");
      for (int i = 0; i < 4; i++) {
        f.version("m");
      }
      clock.advance(Duration.ofSeconds(1));
      long now = clock.now().toEpochMilli();
      assertThat(move(f, 1, "sTaGinG", false).path("model_version").path("current_stage").asText())
          .isEqualTo("Staging");
      assertThat(model(f, "m").path("last_updated_timestamp").asLong()).isEqualTo(now);
      move(f, 2, "Production", false);
      move(f, 3, "production", true);
      assertThat(version(f, "m", 2).path("current_stage").asText()).isEqualTo("Archived");
      assertThat(move(f, 3, "None", true).path("message").asText())
          .isEqualTo(
              "Model version transition cannot archive existing model versions because 'None' is"
                  + " not an Active stage. Valid stages are ['Staging', 'Production', 'Canary']");
      assertThat(move(f, 3, "Best", false).path("message").asText())
          .isEqualTo(
              "Invalid Model Version stage: Best. Value must be one of None, Staging, Production,"
                  + " Archived, Canary.");
      move(f, 4, "Canary", false);
      JsonNode all = f.post("/registered-models/get-latest-versions", Map.of("name", "m")).json();
      assertThat(all.path("model_versions"))
          .extracting(v -> v.path("current_stage").asText() + v.path("version").asText())
          .containsExactlyInAnyOrder("Staging1", "Production3", "Archived2", "Canary4");
      assertThat(
              f.get(
                      "/registered-models/get-latest-versions?name=m&stages=staging&stages=Production")
                  .json()
                  .path("model_versions"))
          .hasSize(2);
      assertThat(f.get("/registered-models/get-latest-versions?name=m&stages=None").text())
          .isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void searchesOrderAndPage(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("a");
      f.model("b");
      for (int i = 0; i < 6; i++) {
        clock.advance(Duration.ofMillis(1));
        f.version(i % 2 == 0 ? "a" : "b");
      }
      assertThat(search(f, "")).containsExactly("b/3", "a/3", "b/2", "a/2", "b/1", "a/1");
      assertThat(search(f, "order_by=" + query("name DESC")))
          .containsExactly("b/3", "b/2", "b/1", "a/3", "a/2", "a/1");
      assertThat(search(f, "order_by=" + query("version_number ASC")))
          .containsExactly("a/1", "b/1", "a/2", "b/2", "a/3", "b/3");
      assertThat(search(f, "filter=" + query("version_number >= 2 AND name ILIKE 'A'")))
          .containsExactly("a/3", "a/2");
      List<String> paged = new ArrayList<>();
      String token = "";
      do {
        String query = "max_results=4&page_token=" + query(token);
        paged.addAll(search(f, query));
        token = f.get(VERSIONS + "search?" + query).json().path("next_page_token").asText("");
        clock.advance(Duration.ofMillis(1));
        // What comes meanwhile moves no page.
        f.version("a");
      } while (!token.isEmpty());
      assertThat(paged).containsExactly("b/3", "a/3", "b/2", "a/2", "b/1", "a/1");
      assertThat(f.get(VERSIONS + "search?max_results=0").json().path("message").asText())
          .isEqualTo("Invalid value for max_results. It must be a positive integer, but got 0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void twentyAtOnceGetTwentyNumbers(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("m");
      Set<Integer> numbers = ConcurrentHashMap.newKeySet();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 20; i++) {
          threads.submit(() -> numbers.add(Integer.parseInt(f.version("m"))));
        }
      }
      assertThat(numbers)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothFacesShowTheSameVersions(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      Registry registry = f.registry().registry();
      registry.register("hotel", RegistryFixture.trained(f.kernel(), "run"), "ana");
      JsonNode seen = version(f, "hotel.cancellation", 1);
      assertThat(seen.path("current_stage").asText()).isEqualTo("Staging");
      assertThat(seen.path("run_id").asText()).isEqualTo("r");
      assertThat(
              f.http()
                  .get(
                      "/model-versions/get-artifact?name=hotel.cancellation&version=1&path=model.onnx")
                  .text())
          .isEqualTo("onnx");

      assertThat(f.version("hotel.cancellation")).isEqualTo("2");
      JsonNode ours =
          f.http()
              .get("/api/v1/products/hotel/models/hotel.cancellation/versions")
              .json()
              .path("items");
      assertThat(ours).extracting(v -> v.path("servable").asBoolean()).containsExactly(false, true);
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> registry.promote("hotel", "hotel.cancellation", 2, "ana", null))
          .hasMessageContaining("version 2 was registered through MLflow: it has no model.onnx");

      f.endpoints()
          .put("hotel.cancellation", List.of(new Endpoint("cancel", Map.of("champion", 1))));
      Http.Answer used =
          f.delete(VERSIONS + "delete", Map.of("name", "hotel.cancellation", "version", "1"));
      assertThat(used.status()).isEqualTo(409);
      assertThat(used.json().path("message").asText())
          .isEqualTo(
              "hotel.cancellation is served: version 1 is champion of endpoint 'cancel'. Promote"
                  + " another version, or withdraw it, first.");
      assertThat(
              f.delete("/registered-models/delete", Map.of("name", "hotel.cancellation")).status())
          .isEqualTo(409);
      assertThat(
              f.post(
                      "/registered-models/rename",
                      Map.of("name", "hotel.cancellation", "new_name", "x"))
                  .status())
          .isEqualTo(409);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatNoDatabaseCanHoldIsTheCallersFault(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder, clock)) {
      f.model("m");
      f.version("m");
      for (String path :
          List.of(
              "/registered-models/get?name=%00",
              "/registered-models/alias?name=m&alias=%00",
              "/registered-models/search?filter=" + query("name = '\0'"),
              "/registered-models/search?page_token=" + query("WyJcdTAwMDAiXQ=="),
              VERSIONS + "get?name=%00&version=1",
              VERSIONS + "search?filter=" + query("tags.k = '\0'"),
              VERSIONS + "get?name=m&version=99999999999",
              "/webhooks/%00")) {
        assertThat(f.get(path).status()).as(path).isIn(200, 400, 404);
      }
      for (String body :
          List.of(
              "{\"name\":\"\\u0000\"}",
              "{\"name\":\"n\",\"description\":\"\\u0000\"}",
              "{\"name\":\"n\",\"tags\":[{\"key\":\"k\",\"value\":\"\\u0000\"}]}")) {
        assertThat(f.post("/registered-models/create", body).status()).as(body).isEqualTo(400);
      }
      assertThat(
              f.post(VERSIONS + "create", "{\"name\":\"m\",\"source\":\"s3://b/\\u0000\"}")
                  .status())
          .isEqualTo(400);
    }
  }
}
