package dev.loopline.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Lineage;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Signature;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.serving.Serving;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepContext;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionStepsTest {
  private static final Signature SIGNATURE =
      new Signature(List.of(new Signature.Input("nights", "number", List.of())), "probability");

  @TempDir Path folder;
  private Kernel kernel;
  private Registry registry;
  private Map<String, InProcessStep> steps;

  @BeforeEach
  void open() {
    kernel = Engine.SQLITE.kernel(folder, "registry", "delivery");
    registry = RegistryFactory.open(kernel);
    steps = new HashMap<>();
    new PromotionSteps(kernel, registry, everyRowScoresAHalf(), new Packages(kernel))
        .all()
        .forEach(step -> steps.put(step.name(), (InProcessStep) step));
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  @Test
  void aVersionThatScoresAsTrainedPasses() throws Exception {
    ModelVersion version = register("{\"rows\": [[1], [2]], \"scores\": [0.5, 0.500001]}");

    JsonNode outputs = test(version, build(version));
    assertThat(outputs.path("largestDifference").asDouble()).isLessThan(1e-5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"rows\": [], \"scores\": []}",
        "{\"rows\": [[1], [2]], \"scores\": [0.5]}",
        "{\"rows\": [[1]], \"scores\": [0.6]}",
        "{\"rows\": [[1], [2]], \"scores\": [0.5, 0.7]}"
      })
  void aSampleThatShowsNothingOrSomethingElseRefusesThePromotion(String sample) throws Exception {
    ModelVersion version = register(sample);
    JsonNode built = build(version);

    assertThatThrownBy(() -> test(version, built))
        .hasMessageContaining("hotel.cancellation version 1")
        .hasMessageContaining("It was not deployed");
  }

  @Test
  void aVersionWithoutASampleIsNotDeployed() throws Exception {
    ModelVersion version = register(null);
    JsonNode built = build(version);

    assertThatThrownBy(() -> test(version, built)).hasMessageContaining("carries no sample.json");
  }

  @Test
  void whatIsTestedIsWhatWasBuilt() throws Exception {
    ModelVersion version = register("{\"rows\": [[1]], \"scores\": [0.5]}");
    ModelVersion other = register("{\"rows\": [[2]], \"scores\": [0.5]}");
    JsonNode built = build(other);

    assertThatThrownBy(() -> test(version, built))
        .hasMessageContaining("was built from other files than it has now");
  }

  private JsonNode build(ModelVersion version) throws Exception {
    return run("promotion.build", version, Map.of());
  }

  private JsonNode test(ModelVersion version, JsonNode built) throws Exception {
    return run("promotion.test", version, Map.of("build", built));
  }

  private JsonNode run(String step, ModelVersion version, Map<String, JsonNode> inputs)
      throws Exception {
    JsonNode with = Json.object().put("model", version.model()).put("version", version.version());
    return Json.tree(
        steps
            .get(step)
            .run(
                new StepContext(
                    "hotel",
                    "c",
                    null,
                    "run_1",
                    step,
                    1,
                    with,
                    inputs,
                    Instant.EPOCH,
                    kernel.seeds(),
                    line -> {}))
            .outputs());
  }

  private ModelVersion register(String sample) {
    Map<String, Digest> files = new HashMap<>();
    files.put(NewVersion.ONNX, kernel.artifacts().put("onnx".getBytes()).digest());
    if (sample != null) {
      files.put("sample.json", kernel.artifacts().put(sample.getBytes()).digest());
    }
    Lineage lineage =
        new Lineage(
            "r", kernel.ids().next("run"), "c", "", "booking", "d", 1, 10, "7", Instant.EPOCH);
    return registry.register(
        "hotel",
        new NewVersion(
            "hotel.cancellation", files, SIGNATURE, Map.of("auc", 0.8), Map.of(), lineage),
        "ana");
  }

  /** Of serving, these steps' tests need its scores alone. */
  private static Serving everyRowScoresAHalf() {
    return (Serving)
        Proxy.newProxyInstance(
            Serving.class.getClassLoader(),
            new Class<?>[] {Serving.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("score")) {
                throw new UnsupportedOperationException(method.getName());
              }
              double[] scores = new double[((List<?>) arguments[3]).size()];
              java.util.Arrays.fill(scores, 0.5);
              return scores;
            });
  }
}
