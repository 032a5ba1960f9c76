package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.testkit.Asked;
import dev.loopline.testkit.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistryFoundTest {
  @TempDir Path folder;

  private static ModelVersion register(Kernel kernel, Registry registry, String run, double auc) {
    Digest onnx = kernel.artifacts().put("onnx".getBytes(StandardCharsets.UTF_8)).digest();
    NewVersion version =
        new NewVersion(
            "hotel.cancellation",
            Map.of(NewVersion.ONNX, onnx),
            new Signature(List.of(), "probability"),
            Map.of("auc", auc),
            Map.of("depth", IntNode.valueOf(6)),
            new Lineage("r", run, "c", "", "booking", "d", 1, 10, "7", Instant.EPOCH));
    return registry.register("hotel", version, "ana");
  }

  @ParameterizedTest
  @EnumSource
  void modelsAndVersionsAreFoundByAliasStageAndWhatTheirTrainingMeasured(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "registry")) {
      Registry registry = RegistryFactory.open(kernel);
      register(kernel, registry, "run-1", 0.7);
      register(kernel, registry, "run-2", 0.8);
      register(kernel, registry, "run-3", Double.NaN);
      registry.change(
          tx ->
              registry.setAlias(
                  tx, "hotel", "hotel.cancellation", Registry.CHAMPION, 2, "ana", Json.object()));
      List<SearchSource> sources = RegistryFactory.search(kernel);
      Asked models = new Asked(sources.get(0).kind(), sources.get(0)::page);
      Asked versions = new Asked(sources.get(1).kind(), sources.get(1)::page);

      assertThat(models.rows("alias = 'champion'", "name, product, versions, alias"))
          .containsExactly("hotel.cancellation hotel 3 champion");
      assertThat(models.hrefs("")).containsExactly("/products/hotel/models/hotel.cancellation");
      assertThat(
              versions.rows(
                  "", "version, metrics.auc, params.depth, alias, user", "metrics.auc desc"))
          .containsExactly("2 0.8 6 champion ana", "1 0.7 6 - ana", "3 - 6 - ana");
      assertThat(versions.rows("metrics.auc >= 0.75 or params.depth != '6'", "version"))
          .containsExactly("2");
      assertThat(versions.rows("not metrics.auc >= 0.75", "version", "version"))
          .containsExactly("1", "3");
      assertThat(versions.hrefs("version = 1"))
          .containsExactly("/products/hotel/models/hotel.cancellation?version=1");
    }
  }
}
