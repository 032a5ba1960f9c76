package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.testkit.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.tracking.MlflowClient;

/** MLflow's own Java client, unmodified, at the registry. */
class MlflowRegistryClientTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void registersFindsAndDownloads(Engine engine) throws Exception {
    try (RegistryFixture f = RegistryFixture.start(engine, folder);
        MlflowClient client = new MlflowClient(f.server().url())) {
      f.model("m");
      String run = client.createRun().getRunId();
      f.http()
          .put(
              "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/model/model.txt",
              "bytes".getBytes(StandardCharsets.UTF_8));
      String place = "mlflow-artifacts:/0/" + run + "/artifacts/model";
      f.post("/model-versions/create", Map.of("name", "m", "source", place, "run_id", run));
      f.version("m");
      f.post(
          "/model-versions/transition-stage",
          Map.of("name", "m", "version", "1", "stage", "Production"));

      assertThat(client.getRegisteredModel("m").getName()).isEqualTo("m");
      assertThat(client.getModelVersion("m", "1").getRunId()).isEqualTo(run);
      assertThat(client.getLatestVersions("m"))
          .extracting(v -> v.getCurrentStage() + v.getVersion())
          .containsExactlyInAnyOrder("Production1", "None2");
      assertThat(client.getLatestVersions("m", java.util.List.of("Production")))
          .extracting(ModelVersion::getVersion)
          .containsExactly("1");
      assertThat(
              client
                  .searchModelVersions("name = 'm'", 1, java.util.List.of("version_number ASC"))
                  .getItems())
          .extracting(ModelVersion::getVersion)
          .containsExactly("1");
      assertThat(client.searchModelVersions().getItems()).hasSize(2);
      assertThat(client.getModelVersionDownloadUri("m", "1")).isEqualTo(place);
      assertThatThrownBy(() -> client.getModelVersion("m", "9"))
          .hasStackTraceContaining("Model Version (name=m, version=9) not found");
    }
  }
}
