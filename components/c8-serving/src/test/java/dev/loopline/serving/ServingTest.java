package dev.loopline.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.loopline.serving.spi.FeatureLookup;
import dev.loopline.testkit.Engine;
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
  private static List<Optional<FeatureLookup.Row>> online(List<String> keys) {
    return keys.stream()
        .map(
            key ->
                key.matches("\\d+")
                    ? Optional.of(
                        new FeatureLookup.Row(
                            Instant.ofEpochSecond(Integer.parseInt(key)),
                            Map.of(
                                "nights", Json.tree(Integer.parseInt(key) % 11),
                                "hotel",
                                    Json.tree(Integer.parseInt(key) % 2 == 0 ? "City" : "Resort"))))
                    : Optional.<FeatureLookup.Row>empty())
        .toList();
  }

  static int register(Kernel kernel, Registry registry, String file) {
    try (InputStream in = ServingTest.class.getResourceAsStream(file)) {
      NewVersion version =
          new NewVersion(
              "hotel.cancellation",
              Map.of(NewVersion.ONNX, kernel.artifacts().put(in, 1 << 20).digest()),
              SIGNATURE,
              Map.of(),
              Map.of(),
              new Lineage("r", file, "c", "", "booking", "d", 1, 10, "7", Instant.EPOCH));
      return registry.register("hotel", version, "ana").version();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Serving open(Kernel kernel, Registry registry) {
    Serving serving = ServingFactory.open(kernel, registry, (product, view, keys) -> online(keys));
    serving.apply("hotel", "c1", List.of(Yaml.parse("serving.yaml", YAML)), "ana");
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
      assertThat(found.rowTime()).isEqualTo(Instant.ofEpochSecond(17));
      assertThat(found.row()).containsExactly(6f, 0f);
      assertThat(serving.find("motel", id)).isEmpty();
      assertThat(serving.find("hotel", id + "0")).isEmpty();
      serving.predict("hotel", "cancellation", keys(5));
      assertThat(serving.newest("hotel", "cancellation", Long.MAX_VALUE, 6))
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
        assertThat(serving.newest("hotel", "cancellation", Long.MAX_VALUE, 50))
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

  @ParameterizedTest
  @EnumSource
  void aBrokenChallengerTakesNothingFromTheAnswer(Engine engine) throws Exception {
    try (Kernel kernel = engine.kernel(folder, "registry", "serving")) {
      Registry registry = RegistryFactory.open(kernel);
      int rising = register(kernel, registry, "rising.onnx");
      int falling = register(kernel, registry, "falling.onnx");
      try (Serving serving = open(kernel, registry)) {
        serving.deploy("hotel", "cancellation", Role.CHAMPION, rising, "ana");
        serving.deploy("hotel", "cancellation", Role.CHALLENGER, falling, "ana");
      }
      Path blob = file(registry.require("hotel", "hotel.cancellation", falling));
      Files.delete(blob);
      try (Serving serving = open(kernel, registry)) {
        List<Prediction> made = serving.predict("hotel", "cancellation", keys(500));
        assertThat(made).hasSize(500).allMatch(p -> p.version() == rising);
        serving.predict("hotel", "cancellation", keys(500));
        assertThat(serving.newest("hotel", "cancellation", Long.MAX_VALUE, 10))
            .allMatch(p -> p.challenger() == null && p.challengerScore() == null);
        assertThat(serving.require("hotel", "cancellation").challengerFailures()).isEqualTo(2);
        assertThat(types(kernel, "serving.challenger."))
            .containsExactly("serving.challenger.failed");
        assertThat(serving.isReady()).isTrue();
      }
    }
  }

  private Path file(dev.loopline.registry.ModelVersion version) throws IOException {
    String hex = version.content().files().get(NewVersion.ONNX).hex();
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> Files.isRegularFile(f) && f.toString().replace("/", "").endsWith(hex))
          .findFirst()
          .orElseThrow();
    }
  }

  private static List<String> types(Kernel kernel, String prefix) throws InterruptedException {
    assertThat(kernel.rest().await(java.time.Duration.ofSeconds(30))).isTrue();
    return kernel
        .events()
        .page(new dev.loopline.kernel.events.EventQuery("hotel", null, prefix, null, 100, false))
        .stream()
        .map(e -> e.type())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void withoutAShadowTheChallengerScoresItsOwnKeysOnlyAndAShadowAnswersNobody(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "registry", "serving")) {
      Registry registry = RegistryFactory.open(kernel);
      int rising = register(kernel, registry, "rising.onnx");
      int falling = register(kernel, registry, "falling.onnx");
      try (Serving serving = open(kernel, registry)) {
        String yaml = YAML.replace("shadow: true", "shadow: false");
        serving.apply("hotel", "c2", List.of(Yaml.parse("serving.yaml", yaml)), "ana");
        serving.deploy("hotel", "cancellation", Role.CHAMPION, rising, "ana");
        serving.deploy("hotel", "cancellation", Role.CHALLENGER, falling, "ana");
        serving.predict("hotel", "cancellation", keys(500));
        assertThat(serving.newest("hotel", "cancellation", Long.MAX_VALUE, 500))
            .anyMatch(p -> p.served() == falling)
            .allMatch(p -> (p.challengerScore() != null) == (p.served() == falling));

        serving.apply("hotel", "c3", List.of(Yaml.parse("serving.yaml", YAML)), "ana");
        serving.deploy("hotel", "cancellation", Role.SHADOW, falling, "ana");
        assertThat(serving.require("hotel", "cancellation").shadowOnly()).isTrue();
        serving.predict("hotel", "cancellation", keys(500));
        assertThat(serving.newest("hotel", "cancellation", Long.MAX_VALUE, 500))
            .allMatch(p -> p.served() == rising && p.challengerScore() != null);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEndpointOfAnotherModelBeginsAnewAndOneThatIsGoneIsNotServed(Engine engine)
      throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "registry", "serving")) {
      Registry registry = RegistryFactory.open(kernel);
      int rising = register(kernel, registry, "rising.onnx");
      try (Serving serving = open(kernel, registry)) {
        serving.deploy("hotel", "cancellation", Role.CHAMPION, rising, "ana");
        String id = serving.predict("hotel", "cancellation", keys(1)).getFirst().id();
        String other = YAML.replace("hotel.cancellation", "hotel.other");
        serving.apply("hotel", "c2", List.of(Yaml.parse("serving.yaml", other)), "ana");
        assertThat(serving.require("hotel", "cancellation").champion()).isNull();

        registry.change(
            tx ->
                registry.setAlias(
                    tx,
                    "hotel",
                    "hotel.cancellation",
                    Registry.CHAMPION,
                    rising,
                    "ana",
                    Json.object()));
        serving.apply("hotel", "c3", List.of(Yaml.parse("serving.yaml", YAML)), "ana");
        assertThat(serving.require("hotel", "cancellation").champion())
            .as("a champion that no promotion made")
            .isNull();
        serving.apply("hotel", "c2", List.of(Yaml.parse("serving.yaml", other)), "ana");
        registry.promote("hotel", "hotel.cancellation", rising, "ana", Json.object());
        serving.apply("hotel", "c3", List.of(Yaml.parse("serving.yaml", YAML)), "ana");
        assertThat(serving.predict("hotel", "cancellation", keys(1)).getFirst().version())
            .isEqualTo(rising);

        serving.apply("hotel", "c4", List.of(), "ana");
        assertThat(serving.endpoints("hotel")).isEmpty();
        assertThatThrownBy(() -> serving.predict("hotel", "cancellation", keys(1)))
            .hasMessageContaining("has no endpoint 'cancellation'");
        assertThat(serving.find("hotel", id).orElseThrow().commit()).isEqualTo("c1");
        assertThat(types(kernel, "serving.endpoint."))
            .containsExactly(
                "serving.endpoint.applied",
                "serving.endpoint.deployed",
                "serving.endpoint.applied",
                "serving.endpoint.withdrawn",
                "serving.endpoint.applied",
                "serving.endpoint.applied",
                "serving.endpoint.applied",
                "serving.endpoint.deployed",
                "serving.endpoint.removed");
      }
    }
  }

  @Test
  void whatIsNoModelIsNotDeployedAndManyWhoAskForOneLoadItOnce() throws Exception {
    try (Kernel kernel = Engine.SQLITE.kernel(folder, "registry", "serving")) {
      Registry registry = RegistryFactory.open(kernel);
      NewVersion bare =
          new NewVersion(
              "hotel.cancellation",
              Map.of(NewVersion.ONNX, kernel.artifacts().put("no model".getBytes()).digest()),
              SIGNATURE,
              Map.of(),
              Map.of(),
              new Lineage("r", "bare", "c", "", "booking", "d", 1, 10, "7", Instant.EPOCH));
      int without = registry.register("hotel", bare, "ana").version();
      int rising = register(kernel, registry, "rising.onnx");
      try (Serving serving = open(kernel, registry)) {
        assertThatThrownBy(
                () -> serving.deploy("hotel", "cancellation", Role.CHAMPION, without, "ana"))
            .hasMessageContaining("cannot be loaded: ");
        assertThatThrownBy(() -> serving.predict("hotel", "cancellation", List.of("a\0b")))
            .hasMessageContaining("has no online features");
        serving.deploy("hotel", "cancellation", Role.CHAMPION, rising, "ana");
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
          for (int i = 0; i < 50; i++) {
            threads.submit(() -> serving.predict("hotel", "cancellation", keys(10)));
          }
        }
        assertThat(serving.require("hotel", "cancellation").predictions()).isEqualTo(500);
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
