package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.MlflowRoutes;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;

/** MLflow's own Java client, unmodified. */
class MlflowClientTest {
  @TempDir Path folder;
  private Kernel kernel;
  private TestServer server;

  private MlflowClient start(Engine engine) {
    kernel = engine.kernel(folder, "metadata");
    server = TestServer.start(MlflowRoutes.routes(MetadataFactory.open(kernel)));
    return new MlflowClient(server.url());
  }

  @AfterEach
  void stop() {
    server.close();
    kernel.close();
  }

  @ParameterizedTest
  @EnumSource
  void logsARunAndReadsItBack(Engine engine) {
    try (MlflowClient client = start(engine)) {
      String experiment = client.createExperiment("cancellations");
      String run = client.createRun(experiment).getRunId();
      client.logParam(run, "depth", "6");
      client.logParam(run, "depth", "6");
      client.setTag(run, "stage", "trial");
      for (int step = 0; step < 5; step++) {
        client.logMetric(run, "auc", 0.7 + step / 100.0, 1_000 + step, step);
      }
      client.logMetric(run, "auc", 0.1, 2_000, 1);
      client.logMetric(run, "loss", Double.NaN);
      client.setTerminated(run);

      Service.Run read = client.getRun(run);
      assertThat(read.getInfo().getStatus()).isEqualTo(Service.RunStatus.FINISHED);
      assertThat(read.getInfo().getArtifactUri())
          .isEqualTo("mlflow-artifacts:/" + experiment + "/" + run + "/artifacts");
      assertThat(read.getData().getParamsList())
          .singleElement()
          .satisfies(p -> assertThat(p.getValue()).isEqualTo("6"));
      assertThat(read.getData().getTagsList()).extracting(Service.RunTag::getKey).contains("stage");
      assertThat(read.getData().getMetricsList())
          .filteredOn(m -> m.getKey().equals("auc"))
          .singleElement()
          .satisfies(m -> assertThat(m.getValue()).isEqualTo(0.74));
      assertThat(read.getData().getMetricsList())
          .filteredOn(m -> m.getKey().equals("loss"))
          .singleElement()
          .satisfies(m -> assertThat(m.getValue()).isNaN());
      assertThat(client.getMetricHistory(run, "auc")).hasSize(6);
      assertThat(client.getExperimentByName("cancellations")).isPresent();
      assertThat(
              client
                  .searchRuns(List.of(experiment), "", Service.ViewType.ACTIVE_ONLY, 10)
                  .getItems())
          .extracting(r -> r.getInfo().getRunId())
          .containsExactly(run);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRefusedIsRefusedInMlflowsWordsAndChangesNothing(Engine engine) {
    try (MlflowClient client = start(engine)) {
      String run = client.createRun().getRunId();
      client.logParam(run, "depth", "6");
      assertThatThrownBy(() -> client.logParam(run, "depth", "7"))
          .isInstanceOf(MlflowHttpException.class)
          .hasStackTraceContaining(
              "Changing param values is not allowed. Params were already logged=");
      Http http = server.http();
      String both =
          "{\"run_id\":\""
              + run
              + "\",\"metrics\":[{\"key\":\"m\",\"value\":1,\"timestamp\":1}],\"params\":[{\"key\":\"depth\",\"value\":\"9\"}]}";
      assertThat(http.post("/api/2.0/mlflow/runs/log-batch", both).status()).isEqualTo(400);
      assertThat(client.getRun(run).getData().getMetricsCount()).isZero();

      Http.Answer missing =
          http.post(
              "/api/2.0/mlflow/runs/log-metric", "{\"key\":\"m\",\"value\":1,\"timestamp\":1}");
      assertThat(missing.json().path("error_code").asText()).isEqualTo("INVALID_PARAMETER_VALUE");
      assertThat(missing.json().path("message").asText())
          .startsWith("Missing value for required parameter 'run_id'.");
      assertThat(
              http.get("/ajax-api/2.0/mlflow/runs/get?run_id=none")
                  .json()
                  .path("error_code")
                  .asText())
          .isEqualTo("RESOURCE_DOES_NOT_EXIST");
      client.deleteRun(run);
      assertThatThrownBy(() -> client.setTag(run, "a", "b"))
          .hasStackTraceContaining("must be in the 'active' state");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofManyThatCreateOneExperimentOneWins(Engine engine) {
    try (MlflowClient client = start(engine)) {
      AtomicInteger created = new AtomicInteger();
      AtomicInteger told = new AtomicInteger();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 20; i++) {
          threads.submit(
              () -> {
                int status =
                    server
                        .http()
                        .post("/api/2.0/mlflow/experiments/create", "{\"name\":\"x\"}")
                        .status();
                (status == 200 ? created : status == 400 ? told : new AtomicInteger())
                    .incrementAndGet();
              });
        }
      }
      assertThat(created).hasValue(1);
      assertThat(told).hasValue(19);
      assertThat(client.getExperimentByName("x")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void artifactsTravelThroughTheProxyAndStayInTheirRun(Engine engine) {
    try (MlflowClient client = start(engine)) {
      String run = client.createRun().getRunId();
      Http http = server.http();
      String root = "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts";
      byte[] bytes = "model".getBytes(StandardCharsets.UTF_8);
      assertThat(http.put(root + "/model/model.onnx", bytes).status()).isEqualTo(200);
      assertThat(http.put(root + "/notes.txt", bytes).status()).isEqualTo(200);

      assertThat(http.get(root + "/model/model.onnx").text()).isEqualTo("model");
      assertThat(http.get(root + "/model/model.onnx").header("Content-Disposition"))
          .isEqualTo("attachment; filename=\"model.onnx\"");
      assertThat(http.get("/api/2.0/mlflow/artifacts/list?run_id=" + run).json().path("files"))
          .extracting(f -> f.path("path").asText() + f.path("is_dir").asBoolean())
          .containsExactly("modeltrue", "notes.txtfalse");
      assertThat(
              http.get("/api/2.0/mlflow/artifacts/list?path=model&run_id=" + run)
                  .json()
                  .path("files"))
          .extracting(f -> f.path("path").asText())
          .containsExactly("model/model.onnx");
      assertThat(http.get(root + "/missing").status()).isEqualTo(404);
      for (String bad :
          List.of("/%2e%2e/x", "/a/%2e%2e/%2e%2e/x", "/%252e%252e/x", "//etc/passwd")) {
        assertThat(http.put(root + bad, bytes).status()).as(bad).isIn(400, 404);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void pagesOfRunsJoin(Engine engine) {
    try (MlflowClient client = start(engine)) {
      for (int i = 0; i < 5; i++) {
        client.createRun();
      }
      Http http = server.http();
      var first =
          http.post("/api/2.0/mlflow/runs/search", "{\"experiment_ids\":[\"0\"],\"max_results\":3}")
              .json();
      var second =
          http.post(
                  "/api/2.0/mlflow/runs/search",
                  "{\"experiment_ids\":[\"0\"],\"max_results\":3,\"page_token\":\""
                      + first.path("next_page_token").asText()
                      + "\"}")
              .json();
      assertThat(first.path("runs")).hasSize(3);
      assertThat(second.path("runs")).hasSize(2);
      assertThat(second.has("next_page_token")).isFalse();
    }
  }
}
