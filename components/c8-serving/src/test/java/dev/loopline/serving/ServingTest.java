package dev.loopline.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.registry.Lineage;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Signature;
import dev.loopline.registry.Signature.Input;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.serving.assembly.ServingFactory;
import dev.loopline.serving.http.EndpointRoutes;
import dev.loopline.serving.http.InferRoutes;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServingTest {
  private static final String YAML =
      """
      endpoints:
        - name: cancellation
          model: hotel.cancellation
          view: booking
          challenger: {share: 0.3, shadow: true}
      """;
  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              new Input("nights", "number", List.of()),
              new Input("hotel", "string", List.of("Resort", "City"))),
          "probability");

  @TempDir Path folder;

  /** Keys are numbers of nights; every other key is a city hotel's. */
  private static List<Optional<Map<String, JsonNode>>> online(List<String> keys) {
    return keys.stream()
        .map(
            key ->
                key.matches("\\d+")
                    ? Optional.of(
                        Map.of(
                            "nights", Json.tree(Integer.parseInt(key) % 11),
                            "hotel", Json.tree(Integer.parseInt(key) % 2 == 0 ? "City" : "Resort")))
                    : Optional.<Map<String, JsonNode>>empty())
        .toList();
  }

  private static int register(Kernel kernel, Registry registry, String file) {
    try (InputStream in = ServingTest.class.getResourceAsStream(file)) {
      NewVersion version =
          new NewVersion(
              "hotel.cancellation",
              Map.of(NewVersion.ONNX, kernel.artifacts().put(in, 1 << 20).digest()),
              SIGNATURE,
              Map.of(),
              Map.of(),
              new Lineage("r", file, "c", "", "booking", "d", 1, 10, 7, Instant.EPOCH));
      return registry.register("hotel", version, "ana").version();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Serving open(Kernel kernel, Registry registry) {
    Serving serving = ServingFactory.open(kernel, registry, (product, view, keys) -> online(keys));
    serving.apply("hotel", "c1", Yaml.parse("serving.yaml", YAML), "ana");
    return serving;
  }

  private static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  @ParameterizedTest
  @EnumSource
  void everyPredictionIsLoggedAndFoundByItsIdAfterARestart(Engine engine) throws Exception {
    Engine.Reopenable options = engine.options(folder, "registry", "serving");
    String id;
    try (Kernel kernel = options.open(dev.loopline.kernel.time.WallClock.system())) {
      Registry registry = RegistryFactory.open(kernel);
      try (Serving serving = open(kernel, registry)) {
        assertThatThrownBy(() -> serving.predict("hotel", "cancellation", keys(1)))
            .hasMessageContaining("serves no version of hotel.cancellation yet");
        serving.deploy(
            "hotel", "cancellation", Role.CHAMPION, register(kernel, registry, "rising.onnx"), "a");
        List<Prediction> made = serving.predict("hotel", "cancellation", keys(300));
        assertThat(made).hasSize(300);
        assertThat(made.get(10).score()).isGreaterThan(made.get(1).score());
        id = made.get(17).id();
        assertThatThrownBy(() -> serving.predict("hotel", "cancellation", List.of("1", "nobody")))
            .hasMessageContaining("has no online features of 'nobody'");
      }
    }
    try (Stream<Path> logs = Files.walk(folder)) {
      Path log = logs.filter(p -> p.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      Files.writeString(log, "{\"id\":\"torn", StandardOpenOption.APPEND);
    }
    try (Kernel kernel = options.open(dev.loopline.kernel.time.WallClock.system());
        Serving serving = open(kernel, RegistryFactory.open(kernel))) {
      assertThat(serving.require("hotel", "cancellation").predictions()).isEqualTo(300);
      LoggedPrediction found = serving.find("hotel", id).orElseThrow();
      assertThat(found.key()).isEqualTo("17");
      assertThat(found.row()).containsExactly(6f, 0f);
      assertThat(serving.find("motel", id)).isEmpty();
      assertThat(serving.find("hotel", id + "0")).isEmpty();
      serving.predict("hotel", "cancellation", keys(5));
      assertThat(serving.newest("hotel", "cancellation", 6))
          .extracting(LoggedPrediction::key)
          .containsExactly("4", "3", "2", "1", "0", "299");
      List<LoggedPrediction> read = new ArrayList<>();
      List<LoggedPrediction> page = List.of();
      do {
        long after = page.isEmpty() ? 0 : page.getLast().position();
        page = serving.predictions("hotel", "cancellation", after, 100);
        read.addAll(page);
      } while (!page.isEmpty());
      assertThat(read).hasSize(305);
      long tenth = read.get(9).position();
      assertThat(serving.predictions("hotel", "cancellation", tenth - 1, 2))
          .extracting(LoggedPrediction::position)
          .containsExactly(tenth, read.get(10).position());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChallengerAnswersItsShareOfKeysAndShadowsTheOthers(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "registry", "serving")) {
      Registry registry = RegistryFactory.open(kernel);
      try (Serving serving = open(kernel, registry)) {
        int rising = register(kernel, registry, "rising.onnx");
        int falling = register(kernel, registry, "falling.onnx");
        serving.deploy("hotel", "cancellation", Role.CHAMPION, rising, "ana");
        serving.deploy("hotel", "cancellation", Role.CHALLENGER, falling, "ana");
        List<Prediction> first = serving.predict("hotel", "cancellation", keys(2000));
        List<Prediction> second = serving.predict("hotel", "cancellation", keys(2000));
        long theirs = first.stream().filter(p -> p.version() == falling).count();
        assertThat(theirs).isBetween(500L, 700L);
        assertThat(second)
            .extracting(Prediction::version)
            .isEqualTo(first.stream().map(Prediction::version).toList());
        assertThat(serving.newest("hotel", "cancellation", 50))
            .allSatisfy(
                p -> {
                  assertThat(p.challengerScore()).isNotNull();
                  assertThat(p.challenger()).isEqualTo(falling);
                });
        serving.withdrawChallenger("hotel", "cancellation", "ana");
        assertThat(serving.predict("hotel", "cancellation", keys(50)))
            .allMatch(p -> p.version() == rising);
      }
    }
  }

  @Test
  void theOpenInferenceProtocolTakesColumnsAndSaysWhatDoesNotFit() {
    try (Kernel kernel = Engine.SQLITE.kernel(folder, "registry", "serving")) {
      Registry registry = RegistryFactory.open(kernel);
      try (Serving serving = open(kernel, registry);
          TestServer server =
              TestServer.start(
                  Stream.concat(
                          EndpointRoutes.routes(serving).stream(),
                          InferRoutes.routes(serving).stream())
                      .toList())) {
        serving.deploy(
            "hotel", "cancellation", Role.CHAMPION, register(kernel, registry, "rising.onnx"), "a");
        Http http = server.http();
        assertThat(http.get("/v2/models/hotel.cancellation").json().path("inputs").size())
            .isEqualTo(2);
        JsonNode answer =
            http.post(
                    "/v2/models/hotel.cancellation/infer",
                    """
                    {"id":"x","parameters":{"keys":["a","b"]},"inputs":[
                     {"name":"nights","datatype":"FP64","shape":[2],"data":[1,9.5]},
                     {"name":"hotel","datatype":"BYTES","shape":[2],"data":["City",null]}]}
                    """)
                .json();
        assertThat(answer.path("outputs").path(0).path("data").size()).isEqualTo(2);
        String id = answer.path("parameters").path("prediction_ids").path(1).asText();
        assertThat(http.get("/api/v1/products/hotel/predictions/" + id).json().path("key").asText())
            .isEqualTo("b");
        assertThat(
                http.post(
                        "/v2/models/hotel.cancellation/infer",
                        """
                        {"inputs":[{"name":"rooms","datatype":"FP64","shape":[1],"data":[1]}]}
                        """)
                    .json()
                    .path("detail")
                    .asText())
            .contains("Missing: [hotel, nights]. Unknown: [rooms].");
        assertThat(http.post("/v2/models/hotel.nothing/infer", "{\"inputs\":[]}").code())
            .isEqualTo("ENDPOINT_NOT_FOUND");
        assertThat(
                http.post("/api/v1/products/hotel/endpoints/cancellation/predict", "{\"keys\":[]}")
                    .status())
            .isEqualTo(400);
      }
    }
  }

  @Test
  void aDeclarationThatDoesNotFitIsNamedWithItsLine() {
    try (Kernel kernel = Engine.SQLITE.kernel(folder, "registry", "serving");
        Serving serving = open(kernel, RegistryFactory.open(kernel))) {
      assertThat(
              serving.validate(
                  Yaml.parse("serving.yaml", YAML.replace("view: booking", "wiew: booking"))))
          .isNotEmpty();
      assertThat(
              serving.validate(
                  Yaml.parse(
                      "serving.yaml", YAML + "  - {name: cancellation, model: a.b, view: v}")))
          .anyMatch(v -> v.toString().contains("is there twice"));
    }
  }
}
