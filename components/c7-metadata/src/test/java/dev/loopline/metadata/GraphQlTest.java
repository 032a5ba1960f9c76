package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphQlTest {
  @TempDir Path folder;

  private static JsonNode ask(MlflowServer server, String query) {
    Http.Answer answer = server.http.post("/graphql", Map.of("query", query));
    assertThat(answer.status()).isEqualTo(200);
    return answer.json();
  }

  @ParameterizedTest
  @EnumSource
  void aRunIsReadWithItsExperimentAndVersions(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String run = server.run();
      server.post(
          "runs/log-batch",
          "{'run_id':'"
              + run
              + "','metrics':[{'key':'a','value':123,'timestamp':1,'step':1},"
              + "{'key':'b','value':'NaN','timestamp':1}]}");
      JsonNode answer =
          ask(
              server,
              """
              query Q @component(name: "Test") {
                mlflowGetRun(input: {runId: "%s"}) {
                  apiError { message }
                  run {
                    info { runId status startTime endTime userId }
                    data { metrics { key value timestamp step } params { key } }
                    inputs { modelInputs { modelId } }
                    experiment { name creationTime tags { key } }
                    modelVersions { name version description currentStage status }
                  }
                }
              }
              """
                  .formatted(run));
      assertThat(answer.path("errors").isNull()).isTrue();
      assertThat(answer.path("data").path("mlflowGetRun").toString())
          .isEqualTo(
              ("""
              {"apiError":null,"run":{"info":{"runId":"%1$s","status":"RUNNING","startTime":"1",
              "endTime":"0","userId":""},"data":{"metrics":[{"key":"a","value":123.0,
              "timestamp":"1","step":"1"},{"key":"b","value":null,"timestamp":"1","step":"0"}],
              "params":[]},"inputs":{"modelInputs":[]},"experiment":{"name":"Default",
              "creationTime":"1767225600000","tags":[]},"modelVersions":[{"name":"forest",
              "version":"1","description":"run_id = '%1$s'","currentStage":"","status":null}]}}\
              """)
                  .formatted(run)
                  .replace("\n", ""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void searchesListingsAndCurvesAreAnswered(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String run = server.run();
      for (int step = 0; step < 10; step++) {
        server.post(
            "runs/log-metric",
            "{'run_id':'%s','key':'m','value':%d,'timestamp':1,'step':%d}"
                .formatted(run, step, step));
      }
      server.http.put(
          "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/d/x.txt",
          "hello".getBytes(StandardCharsets.UTF_8));
      assertThat(
              ask(
                      server,
                      """
                      mutation {
                        mlflowSearchRuns(input: {experimentIds: ["0"], runViewType: ALL, maxResults: 5})
                        { runs { info { runId } } }
                      }
                      """)
                  .toString())
          .isEqualTo(
              "{\"data\":{\"mlflowSearchRuns\":{\"runs\":[{\"info\":{\"runId\":\""
                  + run
                  + "\"}}]}},\"errors\":null}");
      assertThat(
              ask(
                      server,
                      """
                      { files: mlflowListArtifacts(input: {runId: "%1$s"})
                          { files { path isDir fileSize } }
                        subdir: mlflowListArtifacts(input: {runId: "%1$s", path: "d"})
                          { files { path isDir fileSize } } }
                      """
                          .formatted(run))
                  .path("data")
                  .toString())
          .isEqualTo(
              "{\"files\":{\"files\":[{\"path\":\"d\",\"isDir\":true,\"fileSize\":\"0\"}]},"
                  + "\"subdir\":{\"files\":[{\"path\":\"d/x.txt\",\"isDir\":false,\"fileSize\":\"5\"}]}}");
      JsonNode variables =
          Json.parse(
              "{\"data\":{\"runIds\":[\"" + run + "\"],\"metricKey\":\"m\",\"maxResults\":5}}");
      JsonNode sampled =
          server
              .http
              .post(
                  "/graphql",
                  Map.of(
                      "query",
                      "query H($data: MlflowGetMetricHistoryBulkIntervalInput!) {"
                          + " mlflowGetMetricHistoryBulkInterval(input: $data)"
                          + " { metrics { step runId } } }",
                      "variables",
                      variables,
                      "operationName",
                      "H"))
              .json();
      assertThat(sampled.path("data").path("mlflowGetMetricHistoryBulkInterval").path("metrics"))
          .extracting(m -> m.path("step").asText())
          .containsExactly("0", "2", "4", "6", "8", "9");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SQLITE")
  void whatAsksForTooMuchOrForNothingIsToldSo(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      assertThat(ask(server, "{ test(inputString: \"abc\") { output } }").toString())
          .isEqualTo("{\"data\":{\"test\":{\"output\":\"abc\"}},\"errors\":null}");
      String field = "test(inputString:\"a\"){output} ";
      StringBuilder roots = new StringBuilder();
      StringBuilder aliases = new StringBuilder();
      StringBuilder fields = new StringBuilder();
      for (int i = 0; i < 1002; i++) {
        fields.append("name ");
        if (i < 12) {
          roots.append(field);
          aliases.append("a").append(i).append(": name ");
        }
      }
      refused(server, "{" + roots + "}", "at most 10 root fields, got 12 root fields");
      refused(
          server,
          "{mlflowGetExperiment(input:{experimentId:\"0\"}){experiment{" + aliases + "}}}",
          "at most 10 aliases, got 12 aliases");
      refused(
          server,
          "{mlflowGetExperiment(input:{experimentId:\"0\"}){experiment{" + fields + "}}}",
          "Query exceeds maximum total selections of 1000");
      refused(server, "{a".repeat(11) + "}".repeat(11), "Query exceeds maximum depth of 10");
      refused(
          server,
          "{...A} fragment A on Query {...B ...B} fragment B on Query {" + fields + "}",
          "Query exceeds maximum total selections of 1000");
      refused(server, "{ test(", "Invalid syntax");
      refused(server, "{ nothing }", "nothing");
      JsonNode none = ask(server, "{mlflowGetRun(input:{runId:\"x\"}){run{info{runId}}}}");
      assertThat(none.toString())
          .isEqualTo("{\"data\":{\"mlflowGetRun\":null},\"errors\":[\"Run with id=x not found\"]}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"query\":null}", "{\"query\":\"\"}", "{\"query\":\" \"}"})
  void aRequestWithoutAQueryIsToldWhatOneIs(String body) {
    try (MlflowServer server = new MlflowServer(Engine.SQLITE, folder)) {
      Http.Answer answer = server.http.send("POST", "/graphql", body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().path("message").asText())
          .startsWith("'query' is ")
          .contains("; send the text of a GraphQL query, such as {\"query\": ");
    }
  }

  private static void refused(MlflowServer server, String query, String reason) {
    JsonNode answer = ask(server, query);
    assertThat(answer.path("data").isNull()).isTrue();
    assertThat(answer.path("errors").path(0).asText()).contains(reason);
  }
}
