package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Traces, evaluation datasets and scorers that come from another server. */
class LlmImportTest {
  private static final String AT = "/api/3.0/mlflow/";
  private static final String ID = "tr-0123456789abcdef0123456789abcdef";
  private static final String DATASET = "d-0123456789abcdef0123456789abcdef";
  private static final String RECORD = "dr-0123456789abcdef0123456789abcde";
  private static final String OWN = "/api/2.0/mlflow/experiments/create";

  /** As MLflow 3 tells of it. */
  private static final String TRACE =
      "{'trace_id':'x','request_time':'2025-01-02T03:04:05.006Z','execution_duration':'1.5s',"
          + "'state':'OK','client_request_id':'c','request_preview':'hi','response_preview':'ho',"
          + "'trace_metadata':{'mlflow.trace.sizeStats':'{\\u0022num_spans\\u0022:1}'},"
          + "'tags':{'k':'v','mlflow.artifactLocation':'s3://there'},'assessments':["
          + "{'assessment_id':'a-1','assessment_name':'good','feedback':{'value':true},"
          + "'valid':false,'create_time':'2025-01-02T03:04:05Z'},"
          + "{'assessment_id':'a-2','assessment_name':'good','feedback':{'value':false},"
          + "'overrides':'a-1','valid':true}]}";

  private static final String SPAN =
      "{'trace_id':'ASNFZ4mrze8BI0VniavN7w==','span_id':'ASNFZ4mrze8=','parent_span_id':null,"
          + "'name':'root','start_time_unix_nano':1000000,'end_time_unix_nano':3000000,"
          + "'events':[{'name':'e','time_unix_nano':2000000,'attributes':{'a':1}}],"
          + "'status':{'code':'STATUS_CODE_OK','message':''},"
          + "'attributes':{'mlflow.spanType':'\\u0022LLM\\u0022','mlflow.spanInputs':'{}'}}";

  @TempDir Path folder;

  private static String trace(String trace, String spans) {
    return "{'experimentId':'1','trace':" + trace + ",'spans':" + spans + "}";
  }

  private static JsonNode put(MlflowServer server, String path, String json) {
    return server.send("PUT", "/api/v1/import/" + path, json);
  }

  private static Http.Answer refused(MlflowServer server, String path, String json) {
    return server.http.send("PUT", "/api/v1/import/" + path, json.replace('\'', '"'));
  }

  private static JsonNode spans(MlflowServer server, String id) {
    return server.get("/ajax-api/3.0/mlflow/get-trace-artifact?request_id=" + id).path("spans");
  }

  @ParameterizedTest
  @EnumSource
  void aTraceComesWithItsAssessmentsAndSpansHoweverOften(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.send("POST", OWN, "{'name':'chat'}");
      put(server, "traces/" + ID, trace(TRACE, "[" + SPAN + "]"));
      put(server, "traces/" + ID, trace(TRACE, "[" + SPAN + "]"));

      JsonNode info = server.get(AT + "traces/" + ID).at("/trace/trace_info");
      assertThat(info.path("trace_id").asText()).isEqualTo(ID);
      assertThat(info.path("request_time").asText()).isEqualTo("2025-01-02T03:04:05.006Z");
      assertThat(info.path("execution_duration").asText()).isEqualTo("1.500s");
      assertThat(info.path("state").asText()).isEqualTo("OK");
      assertThat(info.path("client_request_id").asText()).isEqualTo("c");
      assertThat(info.path("request_preview").asText()).isEqualTo("hi");
      assertThat(info.path("tags").path("k").asText()).isEqualTo("v");
      assertThat(info.path("tags").path("mlflow.artifactLocation").asText())
          .isEqualTo("mlflow-artifacts:/1/traces/" + ID + "/artifacts");
      assertThat(info.path("assessments")).hasSize(2);
      assertThat(info.at("/assessments/0/valid").asBoolean()).isFalse();
      assertThat(info.at("/assessments/1/overrides").asText()).isEqualTo("a-1");
      assertThat(spans(server, ID).toString())
          .isEqualTo("[" + Json.parse(SPAN.replace('\'', '"')) + "]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void spansOfEveryAgeAreReadToTheSame(Engine engine) {
    String old =
        "{'name':'root','context':{'span_id':'0x123456789abcdef','trace_id':"
            + "'0x0123456789abcdef0123456789abcdef'},'parent_id':null,'start_time':1000000,"
            + "'end_time':3000000,'status_code':'OK','status_message':'','events':[{'name':'e',"
            + "'timestamp':2000000,'attributes':{'a':1}}],"
            + "'attributes':{'mlflow.spanType':'\\u0022LLM\\u0022','mlflow.spanInputs':'{}'}}";
    String later =
        SPAN.replace("ASNFZ4mrze8BI0VniavN7w==", ID)
            .replace("ASNFZ4mrze8=", "0123456789abcdef")
            .replace("STATUS_CODE_OK", "OK")
            .replace("'name':'root'", "'name':'root','otel_trace_id':'" + ID.substring(3) + "'");
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.send("POST", OWN, "{'name':'chat'}");
      for (String span : new String[] {SPAN, old, later}) {
        put(server, "traces/" + ID, trace(TRACE, "[" + span + "]"));
        assertThat(spans(server, ID).toString())
            .isEqualTo("[" + Json.parse(SPAN.replace('\'', '"')) + "]");
      }
      Http.Answer none =
          refused(
              server,
              "traces/" + ID,
              trace(TRACE, "[" + SPAN.replace("ASNFZ4mrze8=", "nonsense") + "]"));
      assertThat(none.text()).contains("'spans[0].span_id' is no id of 8 bytes");
      String second =
          "{'request_id':'x','timestamp_ms':5,'execution_time_ms':'7','status':'ERROR',"
              + "'request_metadata':[{'key':'m','value':'1'}],'tags':[{'key':'t','value':'2'}]}";
      put(server, "traces/tr-2", trace(second, "[" + old + "]"));
      JsonNode info = server.get(AT + "traces/tr-2").at("/trace/trace_info");
      assertThat(info.path("state").asText()).isEqualTo("ERROR");
      assertThat(info.path("execution_duration").asText()).isEqualTo("0.007s");
      assertThat(info.at("/trace_metadata/m").asText()).isEqualTo("1");
      assertThat(info.path("request_preview").asText()).as("of its root").isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTraceMadeHereIsChangedByNoImport(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.send("POST", OWN, "{'name':'chat'}");
      server.send(
          "POST",
          AT + "traces",
          ("{'trace':{'trace_info':{'trace_id':'%s','trace_location':{'mlflow_experiment':"
                  + "{'experiment_id':'1'}},'request_preview':'mine','state':'OK'}}}")
              .formatted(ID));
      JsonNode before = server.get(AT + "traces/" + ID);

      Http.Answer refused = refused(server, "traces/" + ID, trace(TRACE, "[" + SPAN + "]"));
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text()).contains("Trace " + ID + " was made here, not by an import");
      assertThat(server.get(AT + "traces/" + ID)).isEqualTo(before);
      put(server, "traces/tr-2", trace(TRACE, "null"));
      assertThat(
              refused(server, "traces/tr-2", trace(TRACE, "[]").replace("Id':'1'", "Id':'0'"))
                  .text())
          .contains("Trace tr-2 is in experiment 1 here already");
    }
  }

  private static String dataset(String more) {
    return ("{'experimentIds':['1'],'dataset':{'name':'qa','digest':'abc','created_time':'5',"
            + "'last_update_time':6,'created_by':'ann','tags':'{\\u0022t\\u0022:\\u0022v\\u0022}',"
            + "'schema':'{\\u0022inputs\\u0022:{}}','profile':'{\\u0022num_records\\u0022:2}'%s}}")
        .formatted(more);
  }

  private static String entry(int no, String inputs) {
    return ("{'dataset_record_id':'%s%d','inputs':%s,'outputs':'o','expectations':{'x':1},"
            + "'tags':{'k':'v'},'source':{'source_type':'TRACE','source_data':{'trace_id':'tr'}},"
            + "'created_time':7,'last_update_time':8,'created_by':'bob'}")
        .formatted(RECORD, no, inputs);
  }

  private static JsonNode records(MlflowServer server, String records) {
    return server.send(
        "POST", "/api/v1/import/datasets/" + DATASET + "/records", "{'records':" + records + "}");
  }

  @ParameterizedTest
  @EnumSource
  void aDatasetComesWithItsRecordsHoweverOften(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.send("POST", OWN, "{'name':'chat'}");
      String both = "[" + entry(1, "{'q':'a'}") + "," + entry(2, "{'q':'b'}") + "]";
      for (int i = 0; i < 2; i++) {
        put(server, "datasets/" + DATASET, dataset(""));
        assertThat(records(server, both).toString()).isEqualTo("{\"taken\":2,\"leftOut\":0}");
      }
      JsonNode there = server.get(AT + "datasets/" + DATASET).path("dataset");
      assertThat(there.path("created_time").asLong()).isEqualTo(5);
      assertThat(there.path("digest").asText()).isEqualTo("abc");
      assertThat(there.path("tags").asText()).isEqualTo("{\"t\":\"v\"}");
      assertThat(there.path("profile").asText()).isEqualTo("{\"num_records\":2}");
      assertThat(there.path("experiment_ids").toString()).isEqualTo("[\"1\"]");
      String read = server.get(AT + "datasets/" + DATASET + "/records").path("records").asText();
      JsonNode first = Json.parse(read).get(0);
      assertThat(Json.parse(read)).hasSize(2);
      assertThat(first.path("dataset_record_id").asText()).isEqualTo(RECORD + "1");
      assertThat(first.path("last_update_time").asLong()).isEqualTo(8);
      assertThat(first.path("created_by").asText()).isEqualTo("bob");
      assertThat(first.path("source_id").asText()).isEqualTo("tr");
      assertThat(first.path("outputs").asText()).isEqualTo("o");
    }
  }

  @ParameterizedTest
  @EnumSource
  void datasetsAndRecordsMadeHereAreChangedByNoImport(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.send("POST", OWN, "{'name':'chat'}");
      String own =
          server
              .send("POST", AT + "datasets/create", "{'name':'mine'}")
              .at("/dataset/dataset_id")
              .asText();
      assertThat(refused(server, "datasets/" + own, dataset("")).text())
          .contains("Evaluation dataset " + own + " was made here, not by an import");
      put(server, "datasets/" + DATASET, dataset(""));
      server.http.post(
          AT + "datasets/" + DATASET + "/records",
          java.util.Map.of("records", "[{\"inputs\":{\"q\":\"a\"},\"outputs\":\"mine\"}]"));
      String both = "[" + entry(1, "{'q':'a'}") + "," + entry(2, "{'q':'b'}") + "]";
      assertThat(records(server, both).toString()).isEqualTo("{\"taken\":1,\"leftOut\":1}");
      String read = server.get(AT + "datasets/" + DATASET + "/records").path("records").asText();
      assertThat(Json.parse(read).get(0).path("outputs").asText()).isEqualTo("mine");
      assertThat(Json.parse(read)).hasSize(2);
      assertThat(refused(server, "datasets/../x", dataset("")).status()).isIn(400, 404);
      assertThat(refused(server, "datasets/x", dataset("")).text()).contains("32 hexadecimal");
    }
  }

  private static String scorer(String name, int version) {
    return ("{'experimentId':'1','scorer':{'scorer_name':'%s','scorer_version':%d,"
            + "'serialized_scorer':'{}','creation_time':9,'scorer_id':'s-1'}}")
        .formatted(name, version);
  }

  @ParameterizedTest
  @EnumSource
  void scorersKeepTheirVersionsAndThoseMadeHereStay(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.send("POST", OWN, "{'name':'chat'}");
      String register =
          "{'experiment_id':'1','name':'%s','serialized_scorer':'\\u0022mine\\u0022'}";
      server.send("POST", AT + "scorers/register", register.formatted("own"));
      assertThat(refused(server, "scorers", scorer("own", 7)).text())
          .contains("Scorer own of experiment 1 was made here, not by an import");
      put(server, "scorers", scorer("tone", 3));
      put(server, "scorers", scorer("tone", 3));
      JsonNode made = server.send("POST", AT + "scorers/register", register.formatted("tone"));
      assertThat(made.path("version").asInt()).isEqualTo(4);
      assertThat(made.path("scorer_id").asText()).isEqualTo("s-1");
      assertThat(refused(server, "scorers", scorer("tone", 4)).text())
          .contains("Version 4 of scorer tone of experiment 1 was made here");
      JsonNode all = server.get(AT + "scorers/versions?experiment_id=1&name=tone").path("scorers");
      assertThat(all).hasSize(2);
      assertThat(all.get(0).path("creation_time").asLong()).isEqualTo(9);
      assertThat(refused(server, "scorers", scorer("tone", 0)).status()).isEqualTo(400);
    }
  }
}
