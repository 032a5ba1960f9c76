package dev.loopline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where versions may come from, and what is read of it. */
class SourcesTest {
  @TempDir Path folder;

  private static Http.Answer create(RegistryFixture f, String source, String... more) {
    Map<String, String> body = new HashMap<>(Map.of("name", "m", "source", source));
    for (int i = 0; i < more.length; i += 2) {
      body.put(more[i], more[i + 1]);
    }
    return f.post("/model-versions/create", body);
  }

  private static String message(Http.Answer answer) {
    return answer.json().path("message").asText();
  }

  @ParameterizedTest
  @EnumSource
  void sourcesElsewhereAreAbsoluteInEveryEncoding(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      f.model("m");
      for (String good :
          List.of(
              "mlflow-artifacts:/models",
              "mlflow-artifacts:/models/",
              "mlflow-artifacts:/models///",
              "mlflow-artifacts:/models/foo///bar",
              "mlflow-artifacts://host:9000/models",
              "mlflow-artifacts://host:9000/models/artifact/..../",
              "runs:/run_id/model",
              "s3://bucket/path")) {
        assertThat(create(f, good).status()).as(good).isEqualTo(200);
      }
      for (String bad :
          List.of(
              "mlflow-artifacts:/models/artifact/../..",
              "mlflow-artifacts:/models/../../../..",
              "mlflow-artifacts://host:9000/models/artifact/../..",
              "mlflow-artifacts:models",
              "http://host/models/..%2f..%2f",
              "https://host/models/%252e%252e/x",
              "https://host/models/artifact%00",
              "s3a:/my_bucket/models/..",
              "ftp://host:8888/my_models/../../",
              "dbfs:/path/to/model/a%3f/../..",
              "mlflow-artifacts:/a/./b",
              "s3://bucket/a\\..\\b")) {
        Http.Answer answer = create(f, bad);
        assertThat(answer.status()).as(bad).isEqualTo(400);
        assertThat(message(answer))
            .startsWith("Invalid model version source: '" + bad + "'. If supplying a source as");
      }
      Http.Answer remote = create(f, "file://123.456.789.123/path", "run_id", "r");
      assertThat(remote.status()).isEqualTo(500);
      assertThat(remote.json().path("error_code").asText()).isEqualTo("INTERNAL_ERROR");
      assertThat(message(remote))
          .startsWith("file://123.456.789.123/path is not a valid remote uri.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLocalPathLiesInItsRun(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      f.model("m");
      String experiment =
          f.post(
                  "/experiments/create",
                  Map.of("name", "local", "artifact_location", "file:///srv/ml"))
              .json()
              .path("experiment_id")
              .asText();
      String run =
          f.post("/runs/create", Map.of("experiment_id", experiment))
              .json()
              .at("/run/info/run_id")
              .asText();
      String path = "/srv/ml/" + run + "/artifacts";
      for (String good :
          List.of(path, path + "/model", "file://" + path + "/.", "file://" + path + "/model/..")) {
        assertThat(create(f, good, "run_id", run).status()).as(good).isEqualTo(200);
      }
      for (String bad :
          List.of("/tmp", "file:///tmp", path + "/../..", path + "x", "model", "file:///etc/%zz")) {
        Http.Answer answer = create(f, bad, "run_id", run);
        assertThat(answer.status()).as(bad).isEqualTo(400);
        assertThat(message(answer))
            .contains(
                "To use a local path as a model version source, the run_id request parameter has"
                    + " to be specified");
      }
      assertThat(message(create(f, path))).contains("To use a local path as a model version");
      assertThat(create(f, path, "run_id", "none").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void modelUrisLeadToTheirPlaces(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      f.model("m");
      String run = f.post("/runs/create", "{}").json().at("/run/info/run_id").asText();
      JsonNode model =
          f.post("/logged-models", Map.of("experiment_id", "0", "source_run_id", run))
              .json()
              .at("/model/info");
      String id = model.path("model_id").asText();
      String place = model.path("artifact_uri").asText();
      JsonNode logged = create(f, "models:/" + id, "model_id", id).json().path("model_version");
      assertThat(logged.path("run_id").asText()).isEqualTo(run);
      assertThat(logged.path("source").asText()).isEqualTo("models:/" + id);
      create(f, "models:/m/1");
      create(f, "models:/m/2");
      assertThat(f.get("/model-versions/get-download-uri?name=m&version=3").json())
          .hasToString("{\"artifact_uri\":\"" + place + "\"}");
      create(f, place, "model_id", id);
      assertThat(f.get("/logged-models/" + id).json().at("/model/info/tags"))
          .hasToString(
              "[{\"key\":\"mlflow.modelVersions\",\"value\":\"[{\\\"name\\\": \\\"m\\\","
                  + " \\\"version\\\": 1}, {\\\"name\\\": \\\"m\\\", \\\"version\\\": 4}]\"}]");
      assertThat(create(f, place, "model_id", "m-none").status()).isEqualTo(404);
      assertThat(message(create(f, "models:/m/99")))
          .startsWith(
              "Unable to fetch model from model URI source artifact location 'models:/m/99'.Error:"
                  + " ");
      assertThat(message(create(f, "file:///path/to/model", "model_id", id)))
          .contains("the model_id request parameter has to be specified");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFilesAreKeptByDigestAndTheMlmodelIsRead(Engine engine) {
    try (RegistryFixture f = RegistryFixture.start(engine, folder)) {
      f.model("m");
      String run = f.post("/runs/create", "{}").json().at("/run/info/run_id").asText();
      String root = "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/model/";
      String mlmodel =
          """
          flavors:
            python_function:
              loader_module: mlflow.sklearn
              python_version: 3.10.12
            sklearn:
              pickled_model: model.pkl
          mlflow_version: 3.6.0
          signature:
            inputs: '[{"name": "x", "type": "double"}]'
            outputs: null
          saved_input_example_info:
            artifact_path: input_example.json
          """;
      f.http().put(root + "MLmodel", mlmodel.getBytes(StandardCharsets.UTF_8));
      f.http().put(root + "data/model.pkl", "one".getBytes(StandardCharsets.UTF_8));
      f.http().put(root + "requirements.txt", "numpy\n".getBytes(StandardCharsets.UTF_8));
      create(f, "runs:/" + run + "/model", "run_id", run);

      JsonNode passport = f.http().get("/api/v1/models/m/versions/1/passport").json();
      assertThat(passport.path("files"))
          .extracting(file -> file.path("path").asText())
          .containsExactly("MLmodel", "data/model.pkl", "requirements.txt");
      assertThat(passport.at("/mlmodel/signature/inputs/0/name").asText()).isEqualTo("x");
      assertThat(passport.at("/mlmodel/inputExample/artifact_path").asText())
          .isEqualTo("input_example.json");
      assertThat(passport.at("/mlmodel/environment/requirements/0").asText()).isEqualTo("numpy");
      assertThat(passport.at("/mlmodel/flavors")).hasSize(2);

      // What is overwritten later does not change the version.
      f.http().put(root + "data/model.pkl", "two".getBytes(StandardCharsets.UTF_8));
      f.http().put(root + "later.txt", "more".getBytes(StandardCharsets.UTF_8));
      String file = "/model-versions/get-artifact?name=m&version=1&path=";
      assertThat(f.http().get(file + "data/model.pkl").text()).isEqualTo("one");
      assertThat(f.http().get(file + "later.txt").text()).isEqualTo("more");
      assertThat(f.http().get("/api/v1/models/m/versions/1/files/data/model.pkl").text())
          .isEqualTo("one");
      assertThat(f.http().get(file + "data/model.pkl").header("Content-Disposition"))
          .isEqualTo("attachment; filename=\"model.pkl\"");
      for (String bad : List.of("../../x", "%2e%2e/x", "/etc/passwd", "data/%252e%252e/x")) {
        assertThat(f.http().get(file + bad).status()).as(bad).isEqualTo(400);
      }
      assertThat(f.http().get(file + "none").status()).isEqualTo(404);

      f.http().put(root + "MLmodel", "a: &x [*x]".getBytes(StandardCharsets.UTF_8));
      create(f, "runs:/" + run + "/model", "run_id", run);
      assertThat(
              f.http().get("/api/v1/models/m/versions/2/passport").json().path("problem").asText())
          .startsWith("Its MLmodel cannot be read: MLmodel:1");
    }
  }
}
