package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluationTest {
  private static final String DATASETS = "/api/3.0/mlflow/datasets/";
  private static final String SCORERS = "/api/3.0/mlflow/scorers/";

  @TempDir Path folder;

  private static JsonNode create(MlflowServer server, String name, String more) {
    server.clock.advance(java.time.Duration.ofSeconds(1));
    return server
        .send("POST", DATASETS + "create", "{'name':'" + name + "'" + more + "}")
        .path("dataset");
  }

  private static JsonNode merge(MlflowServer server, String id, String records) {
    return server
        .http
        .post(DATASETS + id + "/records", Map.of("records", records.replace('\'', '"')))
        .json();
  }

  @ParameterizedTest
  @EnumSource
  void recordsAreMergedByTheirInputs(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      JsonNode made =
          create(
              server,
              "qa",
              ",'experiment_ids':['0'],'tags':'{\\u0022mlflow.user\\u0022:\\u0022me\\u0022}'");
      String id = made.path("dataset_id").asText();
      assertThat(id).matches("d-[0-9a-f]{32}");
      assertThat(made.path("tags").asText()).isEqualTo("{\"mlflow.user\":\"me\"}");
      assertThat(made.path("created_by").asText()).isEqualTo("me");
      assertThat(made.path("experiment_ids").toString()).isEqualTo("[\"0\"]");
      assertThat(made.has("schema")).isFalse();

      JsonNode first =
          merge(
              server,
              id,
              "[{'inputs':{'q':'a','n':1},'expectations':{'x':1},'tags':{'t':'1'},"
                  + "'source':{'source_type':'TRACE','source_data':{'trace_id':'tr-1'}}},"
                  + "{'inputs':{'q':'b'}}]");
      assertThat(first.toString()).contains("\"inserted_count\":2").contains("\"updated_count\":0");
      server.clock.advance(java.time.Duration.ofSeconds(1));
      JsonNode second =
          merge(
              server,
              id,
              "[{'inputs':{'n':1,'q':'a'},'outputs':{'o':true},'expectations':{'y':2}},"
                  + "{'inputs':{'q':'c'},'outputs':null}]");
      assertThat(second.toString())
          .contains("\"inserted_count\":1")
          .contains("\"updated_count\":1");

      JsonNode page = server.get(DATASETS + id + "/records?max_results=2");
      JsonNode records = Json.parse(page.path("records").asText());
      assertThat(records).hasSize(2);
      JsonNode record = records.get(0);
      assertThat(record.path("expectations").toString()).isEqualTo("{\"x\":1,\"y\":2}");
      assertThat(record.path("outputs").toString()).isEqualTo("{\"o\":true}");
      assertThat(record.path("source_id").asText()).isEqualTo("tr-1");
      assertThat(record.path("source_type").asText()).isEqualTo("TRACE");
      assertThat(record.path("last_update_time").asLong())
          .isGreaterThan(record.path("created_time").asLong());
      assertThat(records.get(1).path("outputs").toString()).isEqualTo("{}");
      JsonNode rest =
          server.get(
              DATASETS
                  + id
                  + "/records?max_results=2&page_token="
                  + page.path("next_page_token").asText());
      assertThat(Json.parse(rest.path("records").asText())).hasSize(1);
      assertThat(rest.has("next_page_token")).isFalse();

      JsonNode dataset = server.get(DATASETS + id).path("dataset");
      assertThat(dataset.path("profile").asText()).isEqualTo("{\"num_records\":3}");
      assertThat(dataset.path("schema").asText())
          .isEqualTo(
              "{\"inputs\":{\"q\":\"string\",\"n\":\"integer\"},\"outputs\":{\"o\":\"boolean\"},"
                  + "\"expectations\":{\"x\":\"integer\",\"y\":\"integer\"},\"version\":\"1.0\"}");
      assertThat(dataset.path("digest")).isNotEqualTo(made.path("digest"));
      assertThat(server.http.get(DATASETS + "none/records").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void datasetsAreSearchedTaggedAndAssociated(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String other =
          server.post("experiments/create", "{'name':'other'}").path("experiment_id").asText();
      String a = create(server, "a", ",'experiment_ids':['0']").path("dataset_id").asText();
      String b = create(server, "b", "").path("dataset_id").asText();
      assertThat(names(server, "{}")).isEqualTo("b a");
      assertThat(names(server, "{\"filter_string\":\"name LIKE 'a%'\"}")).isEqualTo("a");
      assertThat(names(server, "{\"experiment_ids\":[\"0\"]}")).isEqualTo("a");
      assertThat(names(server, "{\"order_by\":[\"name ASC\"]}")).isEqualTo("a b");
      assertThat(names(server, "{\"max_results\":1}")).isEqualTo("b");
      server.send(
          "PATCH", DATASETS + a + "/tags", "{'tags':'{\\u0022k\\u0022:1,\\u0022n\\u0022:null}'}");
      assertThat(names(server, "{\"filter_string\":\"tags.k = '1'\"}")).isEqualTo("a");
      server.send("DELETE", DATASETS + a + "/tags/k", "{}");
      assertThat(names(server, "{\"filter_string\":\"tags.k = '1'\"}")).isEmpty();

      String ids = "{'experiment_ids':['0','" + other + "']}";
      server.send("POST", DATASETS + b + "/add-experiments", ids);
      assertThat(
              server
                  .send("POST", DATASETS + b + "/add-experiments", ids)
                  .path("dataset")
                  .path("experiment_ids"))
          .hasSize(2);
      assertThat(
              server.refusal(
                  "POST", DATASETS + b + "/add-experiments", "{'experiment_ids':['999']}"))
          .isEqualTo("404 No Experiment with id=999 exists");
      assertThat(
              server
                  .send(
                      "POST",
                      DATASETS + b + "/remove-experiments",
                      "{'experiment_ids':['0','777']}")
                  .path("dataset")
                  .path("experiment_ids")
                  .toString())
          .isEqualTo("[\"" + other + "\"]");
      server.send("DELETE", DATASETS + b, "{}");
      server.send("DELETE", DATASETS + b, "{}");
      assertThat(server.refusal("GET", DATASETS + b, "{}"))
          .isEqualTo("404 Evaluation dataset with id '" + b + "' not found");
    }
  }

  private static String names(MlflowServer server, String query) {
    StringBuilder names = new StringBuilder();
    server
        .http
        .post(DATASETS + "search", query)
        .json()
        .path("datasets")
        .forEach(d -> names.append(d.path("name").asText()).append(' '));
    return names.toString().strip();
  }

  @ParameterizedTest
  @EnumSource
  void aPromptThatIsTriedIsARunWithATable(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String at = "/ajax-api/2.0/mlflow/runs/create-promptlab-run";
      assertThat(server.refusal("POST", at, "{'experiment_id':'0','prompt_template':''}"))
          .isEqualTo("400 CreatePromptlabRun request must specify prompt_template.");
      JsonNode run =
          server
              .send(
                  "POST",
                  at,
                  "{'experiment_id':'0','run_name':'r','prompt_template':'Say {{x}}',"
                      + "'prompt_parameters':[{'key':'x','value':'hi'}],'model_route':'route',"
                      + "'model_parameters':[{'key':'temperature','value':'0.1'}],"
                      + "'model_input':'Say hi','model_output':'hi',"
                      + "'model_output_parameters':[{'key':'latency','value':'100'}],"
                      + "'mlflow_version':'1.0.0','user_id':'me','start_time':456}")
              .path("run");
      assertThat(run.path("info").path("status").asText()).isEqualTo("FINISHED");
      assertThat(run.path("info").path("start_time").asLong()).isEqualTo(456);
      assertThat(run.path("info").path("user_id").asText()).isEqualTo("me");
      assertThat(run.path("data").path("params"))
          .extracting(p -> p.path("key").asText())
          .containsExactlyInAnyOrder("temperature", "model_route", "prompt_template");
      assertThat(run.path("data").path("tags").toString())
          .contains(
              "[{\\\"path\\\": \\\"eval_results_table.json\\\", \\\"type\\\": \\\"table\\\"}]");
      assertThat(
              server
                  .http
                  .get(
                      "/get-artifact?path=eval_results_table.json&run_id="
                          + run.path("info").path("run_id").asText())
                  .text())
          .isEqualTo(
              "{\"columns\":[\"x\",\"prompt\",\"output\",\"latency\"],"
                  + "\"data\":[[\"hi\",\"Say hi\",\"hi\",\"100\"]]}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void scorersHaveVersions(Engine engine) throws Exception {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String body = "{'experiment_id':'0','name':'s','serialized_scorer':'x'}";
      JsonNode first = server.send("POST", SCORERS + "register", body);
      assertThat(first.path("version").asInt()).isEqualTo(1);
      assertThat(first.path("scorer_id").asText()).matches("[0-9a-f-]{36}");
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 4; i++) {
          threads.submit(() -> server.send("POST", SCORERS + "register", body));
        }
      }
      String of = "?experiment_id=0&name=s";
      assertThat(server.get(SCORERS + "versions" + of).path("scorers"))
          .extracting(s -> s.path("scorer_version").asInt())
          .containsExactly(1, 2, 3, 4, 5);
      JsonNode newest = server.get(SCORERS + "list?experiment_id=0").path("scorers");
      assertThat(newest).singleElement();
      assertThat(newest.get(0).path("experiment_id").isInt()).isTrue();
      assertThat(
              server.get(SCORERS + "get" + of + "&version=2").path("scorer").path("scorer_version"))
          .hasToString("2");
      server.send("DELETE", SCORERS + "delete", "{'experiment_id':'0','name':'s','version':5}");
      assertThat(server.send("POST", SCORERS + "register", body).path("version").asInt())
          .isEqualTo(5);
      server.send("DELETE", SCORERS + "delete", "{'experiment_id':'0','name':'s'}");
      assertThat(server.get(SCORERS + "list?experiment_id=0").isEmpty()).isTrue();
      assertThat(server.refusal("GET", SCORERS + "get" + of + "&version=2", "{}"))
          .startsWith("404 Scorer with name 's' ");
      assertThat(server.refusal("GET", SCORERS + "list?experiment_id=99", "{}"))
          .isEqualTo("404 No Experiment with id=99 exists");
    }
  }
}
