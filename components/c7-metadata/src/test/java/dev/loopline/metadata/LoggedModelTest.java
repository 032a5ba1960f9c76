package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoggedModelTest {
  private static final String MODELS = "/api/2.0/mlflow/logged-models";

  @TempDir Path folder;

  private static JsonNode create(MlflowServer server, String more) {
    server.clock.advance(Duration.ofSeconds(1));
    return server.post("logged-models", "{'experiment_id':'0'" + more + "}").path("model");
  }

  private static String id(JsonNode model) {
    return model.path("info").path("model_id").asText();
  }

  @ParameterizedTest
  @EnumSource
  void aModelIsBegunFilledFinishedAndDeleted(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      JsonNode made =
          create(
              server,
              ",'name':'forest','source_run_id':'123','params':[{'key':'depth','value':'6'}]");
      String id = id(made);
      assertThat(id).matches("m-[0-9a-f]{32}");
      assertThat(made.path("info").path("artifact_uri").asText())
          .isEqualTo("mlflow-artifacts:/0/models/" + id + "/artifacts");
      assertThat(made.path("info").path("status").asText()).isEqualTo("LOGGED_MODEL_PENDING");
      assertThat(made.path("info").path("model_type").asText("absent")).isEmpty();
      assertThat(made.path("data").has("metrics")).isFalse();

      String at = MODELS + "/" + id;
      server.send("PATCH", at + "/tags", "{'tags':[{'key':'a/b','value':'x'}]}");
      server.post(
          "logged-models/" + id + "/params",
          "{'model_id':'" + id + "','params':[{'key':'eta','value':'0.1'}]}");
      assertThat(
              server.refusal(
                  "POST",
                  at + "/params",
                  "{'model_id':'" + id + "','params':[{'key':'eta','value':'0.2'}]}"))
          .startsWith("400 Changing param values is not allowed. Param with key='eta'");
      JsonNode ready =
          server
              .send("PATCH", at, "{'model_id':'" + id + "','status':'LOGGED_MODEL_READY'}")
              .path("model");
      assertThat(ready.path("info").path("status").asText()).isEqualTo("LOGGED_MODEL_READY");
      assertThat(ready.path("info").path("tags").toString())
          .isEqualTo("[{\"key\":\"a/b\",\"value\":\"x\"}]");
      assertThat(ready.path("data").path("params")).hasSize(2);

      server.send("DELETE", at + "/tags/a/b", "{}");
      assertThat(server.refusal("DELETE", at + "/tags/a/b", "{}"))
          .isEqualTo("404 No tag with key 'a/b' found for model with ID '" + id + "'.");
      server.send("DELETE", at, "{}");
      server.send("DELETE", at, "{}");
      assertThat(server.http.get(at).status()).isEqualTo(404);
      assertThat(server.get(at + "?allow_deleted=true").path("model").isEmpty()).isFalse();
      assertThat(server.refusal("POST", MODELS, "{'experiment_id':'0','name':'a/b'}"))
          .startsWith("400 Invalid model name ('a/b') provided.");
      assertThat(server.refusal("POST", MODELS, "{}"))
          .startsWith("400 Missing value for required parameter 'experiment_id'.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void metricsTellOfTheirModelAndOfTheirRun(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String run = server.run();
      String id = id(create(server, ""));
      String metric =
          "'key':'auc','value':0.5,'timestamp':7,'step':3,'model_id':'"
              + id
              + "','dataset_name':'bookings','dataset_digest':'d1'";
      server.post("runs/log-metric", "{'run_id':'" + run + "'," + metric + "}");
      server.post("runs/log-batch", "{'run_id':'" + run + "','metrics':[{" + metric + "}]}");
      assertThat(server.get(MODELS + "/" + id).path("model").path("data").path("metrics"))
          .singleElement()
          .hasToString(
              ("{'key':'auc','value':0.5,'timestamp':7,'step':3,'dataset_name':'bookings',"
                      + "'dataset_digest':'d1','model_id':'"
                      + id
                      + "','run_id':'"
                      + run
                      + "'}")
                  .replace('\'', '"'));
      assertThat(server.metadata.runs().require(run).metrics()).hasSize(1);
      assertThat(
              server.refusal(
                  "POST",
                  "/api/2.0/mlflow/runs/log-metric",
                  "{'run_id':'"
                      + run
                      + "','key':'lost','value':1,'timestamp':1,'model_id':'m-none'}"))
          .isEqualTo("404 Logged model with ID 'm-none' not found.");
      assertThat(server.metadata.runs().require(run).metrics()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunTellsWhichModelsItReadAndMade(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String run = server.run();
      String read = id(create(server, ""));
      String made = id(create(server, ""));
      server.post(
          "runs/log-inputs", "{'run_id':'" + run + "','models':[{'model_id':'" + read + "'}]}");
      for (int step : new int[] {1, 2}) {
        server.post(
            "runs/outputs",
            "{'run_id':'" + run + "','models':[{'model_id':'" + made + "','step':" + step + "}]}");
      }
      JsonNode got = server.get("/api/2.0/mlflow/runs/get?run_id=" + run).path("run");
      assertThat(got.path("inputs").path("model_inputs").toString())
          .isEqualTo("[{\"model_id\":\"" + read + "\"}]");
      assertThat(got.path("outputs").path("model_outputs").toString())
          .isEqualTo("[{\"model_id\":\"" + made + "\",\"step\":2}]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void modelsAreSearchedOrderedAndPaged(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String run = server.run();
      String first = id(create(server, ",'name':'a','params':[{'key':'depth','value':'6'}]"));
      String second = id(create(server, ",'name':'b','tags':[{'key':'team','value':'x'}]"));
      String third = id(create(server, ",'name':'c'"));
      String gone = id(create(server, ",'name':'d'"));
      server.send("DELETE", MODELS + "/" + gone, "{}");
      measure(server, run, first, "0.5", "d1", 1);
      measure(server, run, first, "0.9", "d2", 2);
      measure(server, run, second, "0.7", "d1", 1);

      assertThat(found(server, "")).containsExactly(third, second, first);
      assertThat(found(server, "'filter':'name = \\'a\\' AND params.depth = \\'6\\''"))
          .containsExactly(first);
      assertThat(found(server, "'filter':'tags.team LIKE \\'%\\''")).containsExactly(second);
      assertThat(found(server, "'filter':'metrics.auc > 0.6'")).containsExactly(second, first);
      assertThat(
              found(
                  server,
                  "'filter':'metrics.auc > 0.6','datasets':[{'dataset_name':'bookings',"
                      + "'dataset_digest':'d1'}]"))
          .containsExactly(second);
      assertThat(found(server, "'datasets':[{'dataset_name':'bookings'}]"))
          .containsExactly(second, first);
      assertThat(found(server, "'order_by':[{'field_name':'metrics.auc','ascending':true}]"))
          .containsExactly(second, first, third);
      assertThat(
              found(
                  server,
                  "'order_by':[{'field_name':'metrics.auc','ascending':true,"
                      + "'dataset_name':'bookings','dataset_digest':'d1'}]"))
          .containsExactly(first, second, third);
      assertThat(found(server, "'order_by':[{'field_name':'creation_timestamp'}]"))
          .containsExactly(first, second, third);

      JsonNode page =
          server.post("logged-models/search", "{'experiment_ids':['0'],'max_results':2}");
      String token = page.path("next_page_token").asText();
      JsonNode rest =
          server.post(
              "logged-models/search",
              "{'experiment_ids':['0'],'max_results':2,'page_token':'" + token + "'}");
      assertThat(page.path("models")).hasSize(2);
      assertThat(rest.path("models")).hasSize(1);
      assertThat(rest.has("next_page_token")).isFalse();
      assertThat(
              server.refusal(
                  "POST",
                  MODELS + "/search",
                  "{'experiment_ids':['1'],'page_token':'" + token + "'}"))
          .startsWith("400 Experiment IDs in the page token do not match the requested");
      assertThat(
              server.refusal(
                  "POST", MODELS + "/search", "{'experiment_ids':['0'],'datasets':[{}]}"))
          .isEqualTo("400 `dataset_name` in the `datasets` clause must be specified.");
      assertThat(
              server.refusal(
                  "POST",
                  MODELS + "/search",
                  "{'experiment_ids':['0'],'order_by':[{'field_name':'params.x'}]}"))
          .isEqualTo("400 Invalid order by field name: params.x. Only metrics are supported.");
    }
  }

  private static void measure(
      MlflowServer server, String run, String model, String value, String digest, int at) {
    server.post(
        "runs/log-metric",
        "{'run_id':'%s','key':'auc','value':%s,'timestamp':%d,'model_id':'%s',"
                .formatted(run, value, at, model)
            + "'dataset_name':'bookings','dataset_digest':'"
            + digest
            + "'}");
  }

  private static java.util.List<String> found(MlflowServer server, String query) {
    String body = query.replace("\\'", "\u0001").replace('\'', '"').replace('\u0001', '\'');
    JsonNode answer =
        server
            .http
            .post(
                MODELS + "/search",
                "{\"experiment_ids\":[\"0\"]" + (body.isEmpty() ? "" : "," + body) + "}")
            .json();
    java.util.List<String> ids = new java.util.ArrayList<>();
    answer.path("models").forEach(model -> ids.add(id(model)));
    return ids;
  }

  @ParameterizedTest
  @EnumSource
  void aModelsFilesAreListedAndRead(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String id = id(create(server, ""));
      server.http.put(
          "/api/2.0/mlflow-artifacts/artifacts/0/models/" + id + "/artifacts/code/MLmodel",
          "flavors".getBytes(StandardCharsets.UTF_8));
      String at = MODELS + "/" + id + "/artifacts/";
      assertThat(server.get(at + "directories?artifact_directory_path=code").toString())
          .isEqualTo(
              "{\"root_uri\":\"mlflow-artifacts:/0/models/"
                  + id
                  + "/artifacts\",\"files\":[{\"path\":\"code/MLmodel\",\"is_dir\":false,"
                  + "\"file_size\":7}]}");
      String files = "/ajax-api/2.0/mlflow/logged-models/";
      assertThat(
              server
                  .http
                  .get(files + id + "/artifacts/files?artifact_file_path=code/MLmodel")
                  .text())
          .isEqualTo("flavors");
      assertThat(server.http.get(files + id + "/artifacts/files").text())
          .contains("BAD_REQUEST", "artifact_file_path");
      assertThat(server.http.get(files + "m-x/artifacts/files?artifact_file_path=../x").json())
          .hasToString("{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"Invalid path\"}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void registeredVersionsAreNotedOnce(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String id = id(create(server, ""));
      server.metadata.models().registered(id, "model", 1);
      server.metadata.models().registered(id, "model", 1);
      server.metadata.models().registered(id, "model", 2);
      assertThat(server.metadata.models().require(id).tags())
          .containsEntry(
              "mlflow.modelVersions",
              "[{\"name\": \"model\", \"version\": 1}, {\"name\": \"model\", \"version\": 2}]");
    }
  }
}
