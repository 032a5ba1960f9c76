package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LlmTraceTest {
  private static final String V3 = "/api/3.0/mlflow/traces";
  private static final String V2 = "/api/2.0/mlflow/traces";

  @TempDir Path folder;

  private static JsonNode put(MlflowServer server, String id, int second, String more) {
    return server
        .send(
            "POST",
            V3,
            ("{'trace':{'trace_info':{'trace_id':'%s','trace_location':{'type':'MLFLOW_EXPERIMENT',"
                    + "'mlflow_experiment':{'experiment_id':'0'}},"
                    + "'request_time':'2026-01-01T00:00:%02dZ'%s}}}")
                .formatted(id, second, more))
        .path("trace")
        .path("trace_info");
  }

  private static List<String> found(MlflowServer server, String filter, String order) {
    String body =
        "{\"locations\":[{\"type\":\"MLFLOW_EXPERIMENT\",\"mlflow_experiment\":"
            + "{\"experiment_id\":\"0\"}}],\"filter\":\""
            + filter
            + "\",\"order_by\":["
            + order
            + "]}";
    JsonNode answer = server.http.post(V3 + "/search", body).json();
    assertThat(answer.path("message").asText()).isEmpty();
    List<String> ids = new ArrayList<>();
    answer.path("traces").forEach(trace -> ids.add(trace.path("trace_id").asText()));
    return ids;
  }

  @ParameterizedTest
  @EnumSource
  void aTraceIsToldReadAndToldAgain(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      JsonNode made =
          put(
              server,
              "tr-1234",
              5,
              ",'execution_duration':'1.500s','state':'OK','request_preview':'hi',"
                  + "'trace_metadata':{'mlflow.trace_schema.version':'3'},'tags':{'a':'b'}");
      assertThat(made.path("request_time").asText()).isEqualTo("2026-01-01T00:00:05Z");
      assertThat(made.path("execution_duration").asText()).isEqualTo("1.500s");
      assertThat(made.path("tags").toString())
          .isEqualTo(
              "{\"a\":\"b\",\"mlflow.artifactLocation\":"
                  + "\"mlflow-artifacts:/0/traces/tr-1234/artifacts\","
                  + "\"mlflow.trace.spansLocation\":\"TRACKING_STORE\"}");
      put(server, "tr-1234", 5, ",'state':'ERROR','tags':{'c':'d'}");
      JsonNode read = server.get(V3 + "/tr-1234").path("trace").path("trace_info");
      assertThat(read.path("state").asText()).isEqualTo("ERROR");
      assertThat(read.path("request_preview").asText()).isEqualTo("hi");
      assertThat(read.path("tags").size()).isEqualTo(4);
      assertThat(server.http.get(V3 + "/tr-x").json().path("message").asText())
          .isEqualTo("Trace with ID 'tr-x' not found.");
      assertThat(server.http.get(V3 + "/get?trace_id=tr-x").json().path("message").asText())
          .isEqualTo("Trace with ID tr-x is not found.");

      StringBuilder tags = new StringBuilder("'k':''");
      for (int i = 0; i < 1_000; i++) {
        tags.append(",'k").append(i).append("':''");
      }
      assertThat(
              server.refusal(
                  "POST",
                  V3,
                  "{'trace':{'trace_info':{'trace_id':'tr-1234','trace_location':"
                      + "{'mlflow_experiment':{'experiment_id':'0'}},'tags':{"
                      + tags
                      + "}}}}"))
          .startsWith("400 A trace takes at most 1000 tags");
      assertThat(server.refusal("PATCH", V2 + "/tr-1234", "{'timestamp_ms':9000000000000000000}"))
          .startsWith("400 'timestamp_ms' is out of range");

      server.send("PATCH", V2 + "/tr-1234/tags", "{'key':'k','value':'v'}");
      server.send("DELETE", V2 + "/tr-1234/tags", "{'key':'k'}");
      assertThat(server.refusal("DELETE", V3 + "/tr-1234/tags", "{'key':'k'}"))
          .isEqualTo("404 No trace tag with key 'k' for trace with ID 'tr-1234'");
    }
  }

  @ParameterizedTest
  @EnumSource
  void olderClientsBeginAndEndTraces(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      JsonNode begun =
          server
              .send(
                  "POST",
                  V2,
                  "{'experiment_id':'0','timestamp_ms':1000,"
                      + "'request_metadata':[{'key':'m','value':'1'}],"
                      + "'tags':[{'key':'t','value':'1'}]}")
              .path("trace_info");
      String id = begun.path("request_id").asText();
      assertThat(id).matches("[0-9a-f]{32}");
      assertThat(begun.path("execution_time_ms").asLong(-1)).isZero();
      assertThat(begun.path("status").asText()).isEqualTo("IN_PROGRESS");
      JsonNode ended =
          server
              .send(
                  "PATCH",
                  V2 + "/" + id,
                  "{'timestamp_ms':3000,'status':'OK',"
                      + "'request_metadata':[{'key':'n','value':'2'}]}")
              .path("trace_info");
      assertThat(ended.path("execution_time_ms").asLong()).isEqualTo(2000);
      assertThat(ended.path("request_metadata").toString())
          .isEqualTo("[{\"key\":\"m\",\"value\":\"1\"},{\"key\":\"n\",\"value\":\"2\"}]");
      assertThat(server.get(V2 + "/" + id + "/info").path("trace_info")).isEqualTo(ended);
      assertThat(
              server
                  .get(
                      V2
                          + "?experiment_ids=0&filter="
                          + URLEncoder.encode("status = 'OK'", StandardCharsets.UTF_8))
                  .path("traces"))
          .hasSize(1);
      String file = "/api/2.0/mlflow-artifacts/artifacts/0/traces/" + id + "/artifacts/traces.json";
      server.http.put(file, "{\"spans\":[]}".getBytes(StandardCharsets.UTF_8));
      assertThat(server.http.get("/ajax-api/2.0/mlflow/get-trace-artifact?request_id=" + id).text())
          .isEqualTo("{\"spans\":[]}");
      assertThat(server.refusal("GET", V3 + "/get?trace_id=" + id, "{}"))
          .startsWith("400 Trace data not stored in tracking store");
      server.send(
          "POST", V2 + "/delete-traces", "{'experiment_id':'0','request_ids':['" + id + "']}");
      assertThat(server.http.get(file).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tracesAreSearchedOrderedAndPaged(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      String run = server.run();
      put(
          server,
          "a",
          1,
          ",'state':'OK','execution_duration':'2s','tags':{'mlflow.traceName':'x'}");
      put(server, "b", 2, ",'state':'ERROR','tags':{'team.name':'red'}");
      put(server, "c", 3, ",'state':'OK','trace_metadata':{'mlflow.sourceRun':'" + run + "'}");
      assertThat(found(server, "", "")).containsExactly("c", "b", "a");
      assertThat(found(server, "status = 'OK'", "\"timestamp ASC\"")).containsExactly("a", "c");
      assertThat(found(server, "trace.execution_time_ms > 1000", "")).containsExactly("a");
      assertThat(found(server, "name = 'x'", "")).containsExactly("a");
      assertThat(found(server, "tags.`team.name` != 'blue'", "")).containsExactly("b");
      assertThat(found(server, "request_id IN ('a','b')", "")).containsExactly("b", "a");
      assertThat(found(server, "", "\"execution_time\", \"name DESC\"")).startsWith("a");
      server.send("POST", V2 + "/link-to-run", "{'trace_ids':['a','none'],'run_id':'" + run + "'}");
      server.send("POST", V2 + "/link-to-run", "{'trace_ids':['a'],'run_id':'" + run + "'}");
      assertThat(found(server, "attribute.run_id = '" + run + "'", "")).containsExactly("c", "a");
      assertThat(server.refusal("POST", V2 + "/link-to-run", "{'trace_ids':['a'],'run_id':'no'}"))
          .isEqualTo("404 Run with id=no not found");

      String where = "'locations':[{'mlflow_experiment':{'experiment_id':'0'}}]";
      JsonNode first = server.send("POST", V3 + "/search", "{" + where + ",'max_results':2}");
      JsonNode second =
          server.send(
              "POST",
              V3 + "/search",
              "{"
                  + where
                  + ",'max_results':2,'page_token':'"
                  + first.path("next_page_token").asText()
                  + "'}");
      assertThat(second.path("traces")).hasSize(1);
      assertThat(second.has("next_page_token")).isFalse();
      assertThat(server.refusal("POST", V3 + "/search", "{}"))
          .startsWith("400 Missing value for required parameter 'locations'.");
      assertThat(server.refusal("POST", V3 + "/search", "{" + where + ",'max_results':501}"))
          .startsWith("400 Invalid value 501 for parameter 'max_results' supplied.");
      assertThat(server.refusal("POST", V3 + "/search", "{" + where + ",'filter':'x.y = 1'}"))
          .contains("400", "Invalid entity type 'x'");
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoFiltersAreCorrelated(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      for (int i = 0; i < 10; i++) {
        String tags = (i < 6 ? "'a':'1'," : "") + (i < 7 ? "'b':'1'," : "") + "'i':'" + i + "'";
        put(server, "t" + i, i, ",'tags':{" + tags + "}");
      }
      String at = V3 + "/calculate-filter-correlation";
      JsonNode both =
          server
              .http
              .post(
                  at,
                  "{\"experiment_ids\":[\"0\"],\"filter_string1\":\"tags.a = '1'\","
                      + "\"filter_string2\":\"tags.b = '1'\"}")
              .json();
      assertThat(both.path("total_count").asInt()).isEqualTo(10);
      assertThat(both.path("joint_count").asInt()).isEqualTo(6);
      assertThat(both.path("npmi").asDouble()).isBetween(0.6, 0.8);
      assertThat(both.path("npmi_smoothed").isNumber()).isTrue();
      JsonNode none =
          server
              .http
              .post(
                  at,
                  "{\"experiment_ids\":[\"0\"],\"filter_string1\":\"tags.z = '1'\","
                      + "\"filter_string2\":\"tags.b = '1'\"}")
              .json();
      assertThat(none.path("npmi").asText()).isEqualTo("NaN");
    }
  }

  @ParameterizedTest
  @EnumSource
  void tracesAreDeletedByTimeByNumberAndById(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      for (int i = 0; i < 6; i++) {
        put(server, "t" + i, i, ",'tags':{'a':'b'}");
      }
      String at = V2 + "/delete-traces";
      long third = java.time.Instant.parse("2026-01-01T00:00:02Z").toEpochMilli();
      String upTo = "{'experiment_id':'0','max_timestamp_millis':" + third;
      assertThat(server.send("POST", at, upTo + ",'max_traces':1}").path("traces_deleted").asInt())
          .isEqualTo(1);
      assertThat(found(server, "", "")).doesNotContain("t0").hasSize(5);
      assertThat(server.send("POST", at, upTo + "}").path("traces_deleted").asInt()).isEqualTo(2);
      assertThat(
              server
                  .send("POST", at, "{'experiment_id':'0','request_ids':['t3','none']}")
                  .path("traces_deleted")
                  .asInt())
          .isEqualTo(1);
      assertThat(found(server, "", "")).containsExactly("t5", "t4");
      assertThat(server.refusal("POST", at, "{'experiment_id':'0'}"))
          .isEqualTo("400 Either `max_timestamp_millis` or `trace_ids` must be specified.");
      assertThat(server.refusal("POST", at, upTo + ",'max_traces':0}"))
          .isEqualTo("400 `max_traces` must be a positive integer, received 0.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void assessmentsAreMadeChangedOverriddenAndRemoved(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      put(server, "t", 1, ",'state':'OK'");
      String at = V3 + "/t/assessments";
      JsonNode made =
          server
              .send(
                  "POST",
                  at,
                  "{'assessment':{'assessment_name':'quality','feedback':{'value':{'rating':4}},"
                      + "'source':{'source_type':'HUMAN','source_id':'me'},'metadata':{'a':'1'}}}")
              .path("assessment");
      String id = made.path("assessment_id").asText();
      assertThat(id).matches("a-[0-9a-f]{32}");
      assertThat(made.path("valid").asBoolean()).isTrue();
      assertThat(made.path("feedback").path("value").path("rating").asInt()).isEqualTo(4);

      server.clock.advance(java.time.Duration.ofSeconds(1));
      JsonNode changed =
          server
              .send(
                  "PATCH",
                  at + "/" + id,
                  "{'assessment':{'assessment_name':'better','feedback':{'value':'yes'},"
                      + "'rationale':'why','metadata':{'b':'2'}},"
                      + "'update_mask':'assessmentName,feedback,rationale,metadata'}")
              .path("assessment");
      assertThat(changed.path("assessment_name").asText()).isEqualTo("better");
      assertThat(changed.path("metadata").size()).isEqualTo(2);
      assertThat(changed.path("source")).isEqualTo(made.path("source"));
      assertThat(changed.path("last_update_time")).isNotEqualTo(made.path("last_update_time"));
      assertThat(found(server, "feedback.better = 'yes'", "")).containsExactly("t");
      assertThat(found(server, "feedback.quality = 'yes'", "")).isEmpty();

      JsonNode other =
          server
              .send(
                  "POST",
                  at,
                  "{'assessment':{'assessment_name':'better','feedback':{'value':false},"
                      + "'overrides':'"
                      + id
                      + "'}}")
              .path("assessment");
      String second = at + "/" + other.path("assessment_id").asText();
      assertThat(server.get(at + "/" + id).path("assessment").path("valid").asBoolean()).isFalse();
      server.send("DELETE", second, "{}");
      server.send("DELETE", second, "{}");
      assertThat(server.http.get(second).status()).isEqualTo(404);
      assertThat(server.get(at + "/" + id).path("assessment").path("valid").asBoolean()).isTrue();

      JsonNode expected =
          server
              .send(
                  "POST",
                  at,
                  "{'assessment':{'assessment_name':'e','expectation':{'value':{'x':[1]}}}}")
              .path("assessment");
      assertThat(expected.path("expectation").path("serialized_value").path("value").asText())
          .isEqualTo("{\"x\":[1]}");
      assertThat(
              server.refusal(
                  "PATCH",
                  at + "/" + expected.path("assessment_id").asText(),
                  "{'assessment':{'feedback':{'value':1}},'update_mask':'feedback'}"))
          .isEqualTo("400 Cannot update feedback value on an Expectation assessment.");
      assertThat(server.refusal("POST", at, "{'assessment':{'assessment_name':'x'}}"))
          .isEqualTo("400 Unknown assessment type: None");
      assertThat(server.get(V3 + "/t").path("trace").path("trace_info").path("assessments"))
          .hasSize(2);
    }
  }
}
