package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Signature.Input;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.testkit.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistryTest {
  private static final Signature SIGNATURE =
      new Signature(
          List.of(
              new Input("hotel", "string", List.of("City", "Resort")),
              new Input("nights", "number", List.of())),
          "probability");

  @TempDir Path folder;

  private static NewVersion version(Kernel kernel, String run) {
    Digest onnx = kernel.artifacts().put("onnx".getBytes(StandardCharsets.UTF_8)).digest();
    return new NewVersion(
        "hotel.cancellation",
        Map.of(NewVersion.ONNX, onnx),
        SIGNATURE,
        Map.of("auc", 0.8),
        Map.of("depth", IntNode.valueOf(6)),
        new Lineage("r", run, "c", "", "booking", "d", 1, 10, "7", Instant.EPOCH));
  }

  @ParameterizedTest
  @EnumSource
  void versionsAreNumberedOncePerRunAndKeepTheirHistory(Engine engine) throws Exception {
    try (Kernel kernel = engine.kernel(folder, "registry")) {
      Registry registry = RegistryFactory.open(kernel);
      ModelVersion first = registry.register("hotel", version(kernel, "run-1"), "ana");
      ModelVersion again = registry.register("hotel", version(kernel, "run-1"), "ana");
      ModelVersion second = registry.register("hotel", version(kernel, "run-2"), "ana");
      assertThat(List.of(first.version(), again.version(), second.version()))
          .containsExactly(1, 1, 2);
      assertThat(first.stage()).isEqualTo(Stage.STAGING);

      registry.promote("hotel", first.model(), 1, "monitoring", Json.object().put("auc", 0.8));
      registry.promote("hotel", first.model(), 1, "monitoring", Json.object().put("auc", 0.8));
      registry.reject("hotel", first.model(), 2, "monitoring", Json.object());
      registry.change(
          tx ->
              registry.setAlias(
                  tx, "hotel", first.model(), Registry.CHAMPION, 1, "ana", Json.object()));

      assertThat(registry.byAlias("hotel", first.model(), Registry.CHAMPION))
          .hasValueSatisfying(v -> assertThat(v.version()).isEqualTo(1));
      assertThat(registry.require("hotel", first.model(), 2).stage()).isEqualTo(Stage.ARCHIVED);
      assertThat(registry.histories(List.of(first)).get(1))
          .extracting(Change::change)
          .containsExactly("registered", "promoted", "aliased");
      assertThat(registry.models("hotel", "", 10))
          .containsExactly(new Registry.ModelSummary("hotel.cancellation", 2, 1, null));
      kernel.events().awaitAfter(6, Duration.ofSeconds(20));
      assertThat(kernel.events().page(new EventQuery("hotel", null, null, null, 20, false)))
          .extracting(Event::type)
          .containsExactly(
              "registry.model.created",
              "registry.version.registered",
              "registry.version.registered",
              "registry.version.promoted",
              "registry.version.rejected",
              "registry.version.staged",
              "registry.version.aliased");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aVersionWithoutItsFilesOrOfAnotherProductIsRefused(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "registry", "metadata");
        RegistryFixture server = RegistryFixture.start(kernel, RegistryFixture.OPTIONS)) {
      Registry registry = server.registry().registry();
      NewVersion good = version(kernel, "run");
      NewVersion lost =
          new NewVersion(
              good.model(),
              Map.of(NewVersion.ONNX, new Digest("0".repeat(64))),
              SIGNATURE,
              Map.of(),
              Map.of(),
              good.lineage());
      assertThatThrownBy(() -> registry.register("hotel", lost, "ana"))
          .hasMessageContaining("is not in the artifact store");
      assertThatThrownBy(() -> registry.register("motel", good, "ana"))
          .hasMessageContaining("is no model of motel");
      registry.register("hotel", good, "ana");
      assertThat(
              server
                  .http()
                  .get("/api/v1/products/hotel/models/hotel.cancellation/versions/1")
                  .json()
                  .path("signature")
                  .path("inputs")
                  .path(0)
                  .path("name")
                  .asText())
          .isEqualTo("hotel");
      assertThat(
              server
                  .http()
                  .get("/api/v1/products/hotel/models/hotel.cancellation/versions/9")
                  .code())
          .isEqualTo("VERSION_NOT_FOUND");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofOppositeDecisionsAtOnceOneStands(Engine engine) throws Exception {
    try (Kernel kernel = engine.kernel(folder, "registry")) {
      Registry registry = RegistryFactory.open(kernel);
      String model = registry.register("hotel", version(kernel, "run"), "ana").model();
      AtomicInteger promoted = new AtomicInteger();
      AtomicInteger rejected = new AtomicInteger();
      List<String> refused = Collections.synchronizedList(new ArrayList<>());
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 20; i++) {
          boolean yes = i % 2 == 0;
          threads.submit(
              () -> {
                try {
                  if (yes) {
                    registry.promote("hotel", model, 1, "a", Json.object());
                    promoted.incrementAndGet();
                  } else {
                    registry.reject("hotel", model, 1, "b", Json.object());
                    rejected.incrementAndGet();
                  }
                } catch (LooplineException e) {
                  refused.add(e.getMessage());
                }
              });
        }
      }
      assertThat(List.of(promoted.get(), rejected.get())).containsExactlyInAnyOrder(10, 0);
      assertThat(refused).hasSize(10).allMatch(m -> m.contains("register a new version"));
      ModelVersion decided = registry.require("hotel", model, 1);
      assertThat(registry.histories(List.of(decided)).get(1))
          .extracting(Change::change)
          .filteredOn(change -> change.equals("promoted") || change.equals("rejected"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twentyRunsAtOnceGetTwentyNumbersAndOneRunOne(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "registry")) {
      Registry registry = RegistryFactory.open(kernel);
      Set<Integer> numbers = ConcurrentHashMap.newKeySet();
      Set<Integer> same = ConcurrentHashMap.newKeySet();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 20; i++) {
          String run = "run-" + i;
          threads.submit(
              () -> numbers.add(registry.register("hotel", version(kernel, run), "ana").version()));
          threads.submit(
              () -> same.add(registry.register("hotel", version(kernel, "one"), "ana").version()));
        }
      }
      numbers.addAll(same);
      assertThat(same).hasSize(1);
      assertThat(numbers)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 21).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAliasNeedsItsVersionAndIsMissedWhenItGoes(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "registry")) {
      Registry registry = RegistryFactory.open(kernel);
      ModelVersion first = registry.register("hotel", version(kernel, "run"), "ana");
      assertThatThrownBy(
              () ->
                  registry.change(
                      tx ->
                          registry.setAlias(
                              tx, "hotel", first.model(), "best", 7, "ana", Json.object())))
          .hasMessage("Model Version (name=hotel.cancellation, version=7) not found");
      registry.change(
          tx -> {
            registry.setAlias(tx, "hotel", first.model(), "best", 1, "ana", Json.object());
            registry.dropAlias(tx, "hotel", first.model(), "best", "ben", Json.object());
          });
      assertThat(registry.histories(List.of(first)).get(1))
          .extracting(c -> c.change() + " by " + c.actor())
          .containsExactly("registered by ana", "aliased by ana", "unaliased by ben");
    }
  }

  @Test
  void aTextIsItsCodeAndWhatTrainingDidNotKnowIsMissing() {
    Signature.Encoder encoder = SIGNATURE.encoder();
    assertThat(
            encoder.encode(
                Map.of("hotel", TextNode.valueOf("Resort"), "nights", IntNode.valueOf(3))))
        .containsExactly(1f, 3f);
    assertThat(encoder.encode(Map.of("hotel", TextNode.valueOf("Castle"))))
        .containsExactly(Float.NaN, Float.NaN);
    assertThatThrownBy(() -> encoder.encode(Map.of("nights", TextNode.valueOf("many"))))
        .hasMessageContaining("Input 'nights' is \"many\"");
  }
}
