package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rarer endpoints over runs. */
class MlflowRunsTest {
  private static final String DATASETS = "/ajax-api/2.0/mlflow/experiments/search-datasets";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void datasetsAreSummedUpByUse(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      for (String tags :
          new String[] {"[{'key':'mlflow.data.context','value':'training'}]", "[]", "[]"}) {
        server.post(
            "runs/log-inputs",
            "{'run_id':'%s','datasets':[{'tags':%s,'dataset':".formatted(server.run(), tags)
                + "{'name':'d','digest':'1','source_type':'s','source':'x'}}]}");
      }
      JsonNode found = server.send("POST", DATASETS, "{'experiment_ids':['0']}");
      assertThat(found.path("dataset_summaries"))
          .extracting(JsonNode::toString)
          .containsExactlyInAnyOrder(
              "{\"experiment_id\":\"0\",\"name\":\"d\",\"digest\":\"1\",\"context\":\"training\"}",
              "{\"experiment_id\":\"0\",\"name\":\"d\",\"digest\":\"1\"}");
      assertThat(server.send("POST", DATASETS, "{'experiment_ids':['7']}")).isEmpty();
      assertThat(server.refusal("POST", DATASETS, "{}"))
          .isEqualTo("400 SearchDatasets request must specify at least one experiment_id.");
      String many = "'1'" + ",'1'".repeat(20);
      assertThat(server.refusal("POST", DATASETS, "{'experiment_ids':[" + many + "]}"))
          .endsWith("more than 20 experiment_ids. Received 21 experiment_ids.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void modelsOfOlderClientsAreAllListedInARunsTag(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String run = server.run();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 4; i++) {
          String model =
              "{\"artifact_path\":\"m"
                  + i
                  + "\",\"flavors\":{},\"utc_time_created\":\"x\",\"run_id\":\"r\"}";
          threads.submit(
              () ->
                  server.http.post(
                      "/api/2.0/mlflow/runs/log-model",
                      Json.write(Map.of("run_id", run, "model_json", model))));
        }
      }
      String history =
          server.metadata.runs().require(run).tags().getOrDefault("mlflow.log-model.history", "");
      assertThat(Json.parse(history)).hasSize(4);
      String at = "/api/2.0/mlflow/runs/log-model";
      assertThat(server.refusal("POST", at, "{'run_id':'" + run + "','model_json':'{'}"))
          .startsWith("400 Malformed model info.");
      assertThat(server.refusal("POST", at, "{'run_id':'" + run + "','model_json':'{}'}"))
          .startsWith("400 Model json is missing mandatory fields: {'artifact_path'");
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbersThatAreNotFiniteMayComeAsPythonWritesThem(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String run = server.run();
      String metric = "{'run_id':'" + run + "','key':'%s','value':%s,'timestamp':1}";
      server.post("runs/log-metric", metric.formatted("a", "NaN"));
      server.post("runs/log-metric", metric.formatted("b", "-Infinity"));
      JsonNode read = server.get("/api/2.0/mlflow/runs/get?run_id=" + run);
      assertThat(read.path("run").path("data").path("metrics").findValuesAsText("value"))
          .containsExactlyInAnyOrder("NaN", "-1.7976931348623157E308");
    }
  }

  @ParameterizedTest
  @EnumSource
  void historiesOfSeveralRunsComeTogether(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String[] runs = {server.run(), server.run()};
      java.util.Arrays.sort(runs);
      for (String run : runs) {
        for (int step = 2; step >= -1; step--) {
          server.post(
              "runs/log-metric",
              "{'run_id':'%s','key':'a','value':%d,'timestamp':1,'step':%d}"
                  .formatted(run, step, step));
        }
      }
      String at = "/ajax-api/2.0/mlflow/metrics/get-history-bulk";
      JsonNode all =
          server.get(
              at + "?run_id=" + runs[1] + "&run_id=" + runs[0] + "&run_id=none&metric_key=a");
      assertThat(all.path("metrics"))
          .extracting(m -> m.path("run_id").asText() + m.path("step").asInt())
          .startsWith(runs[0] + "-1", runs[0] + "0")
          .endsWith(runs[1] + "2")
          .hasSize(8);
      assertThat(
              server.get(at + "?run_id=" + runs[0] + "&metric_key=a&max_results=2").path("metrics"))
          .hasSize(2);
      assertThat(server.get(at + "?run_id=" + runs[0] + "&metric_key=").path("metrics").isArray())
          .isTrue();
      assertThat(server.http.get(at).text())
          .contains("GetMetricHistoryBulk request must specify at least one run_id.");
      assertThat(server.http.get(at + "?run_id=x").text())
          .contains("GetMetricHistoryBulk request must specify a metric_key.");
      assertThat(server.http.get(at + "?run_id=x&metric_key=a&max_results=b").status())
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPageInTheMiddleIsOneRequest(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        runs.addFirst(
            server
                .post("runs/create", "{'experiment_id':'0','start_time':" + i + "}")
                .at("/run/info/run_id")
                .asText());
      }
      JsonNode middle =
          server.post("runs/search", "{'experiment_ids':['0'],'max_results':2,'offset':2}");
      assertThat(middle.path("runs"))
          .extracting(r -> r.at("/info/run_id").asText())
          .isEqualTo(runs.subList(2, 4));
      String token = middle.path("next_page_token").asText();
      assertThat(
              server.post(
                  "runs/search",
                  "{'experiment_ids':['0'],'page_token':'" + token + "','offset':1}"))
          .isEmpty();
      assertThat(
              server.refusal(
                  "POST", "/api/2.0/mlflow/runs/search", "{'experiment_ids':['0'],'offset':-1}"))
          .startsWith("400 Invalid value -1 for parameter 'offset' supplied.");
    }
  }
}
