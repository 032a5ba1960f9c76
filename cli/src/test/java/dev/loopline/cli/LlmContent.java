package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What applications of language models leave on a server: traces, datasets, scorers, webhooks. */
record LlmContent(ServerFixture server) {
  static final String THIRD = "/api/3.0/mlflow/";
  static final String TRACE = "tr-0123456789abcdef0123456789abcdef";

  private static final String SPAN =
      "{'trace_id':'ASNFZ4mrze8BI0VniavN7w==','span_id':'ASNFZ4mrze8=','name':'root',"
          + "'start_time_unix_nano':1000000,'end_time_unix_nano':3000000,'events':[],"
          + "'status':{'code':'STATUS_CODE_OK','message':''},'attributes':"
          + "{'mlflow.spanType':'\\u0022LLM\\u0022','mlflow.spanInputs':'\\u0022hi\\u0022'}}";

  void fill(String run) {
    // As a client's spans come by OpenTelemetry's protocol, in the form in which they are kept.
    server.send(
        "PUT",
        "/api/v1/import/traces/" + TRACE,
        ("{'experimentId':'1','trace':{'state':'OK','request_time':'2025-01-02T03:04:05.006Z',"
                + "'execution_duration':'1.500s','request_preview':'hi','response_preview':'ho',"
                + "'trace_metadata':{'mlflow.sourceRun':'%s'},'tags':{'k':'v'}},'spans':[%s]}")
            .formatted(run, SPAN));
    assess("{'assessment_name':'good','feedback':{'value':true},'rationale':'short'}");
    assess("{'assessment_name':'answer','expectation':{'value':'ho'}}");
    server.send(
        "POST",
        THIRD + "traces",
        "{'trace':{'trace_info':{'trace_id':'tr-going','state':'IN_PROGRESS','trace_location':"
            + "{'mlflow_experiment':{'experiment_id':'0'}}}}}");
    String dataset =
        server
            .send(
                "POST",
                THIRD + "datasets/create",
                "{'name':'qa','experiment_ids':['1'],'tags':'{\\u0022t\\u0022:\\u0022v\\u0022}'}")
            .at("/dataset/dataset_id")
            .asText();
    addRecords(dataset, 250);
    for (String body : new String[] {"1", "2"}) {
      server.send(
          "POST",
          THIRD + "scorers/register",
          "{'experiment_id':'1','name':'a tone/ü','serialized_scorer':'%s'}".formatted(body));
    }
    server.post(
        "webhooks",
        "{'name':'ci','url':'https://example.org/hook','secret':'s3cret',"
            + "'events':[{'entity':'MODEL_VERSION','action':'CREATED'}]}");
  }

  private void assess(String assessment) {
    server.send(
        "POST", THIRD + "traces/" + TRACE + "/assessments", "{'assessment':" + assessment + "}");
  }

  void addRecords(String dataset, int many) {
    StringBuilder records = new StringBuilder("[");
    for (int i = 0; i < many; i++) {
      records
          .append(i == 0 ? "" : ",")
          .append("{\\u0022inputs\\u0022:{\\u0022q\\u0022:%d},".formatted(i))
          .append("\\u0022expectations\\u0022:{\\u0022a\\u0022:null}}");
    }
    server.send(
        "POST", THIRD + "datasets/" + dataset + "/records", "{'records':'" + records + "]'}");
  }

  JsonNode datasets() {
    return server.send("POST", THIRD + "datasets/search", "{}").path("datasets");
  }

  /** All that MLflow's protocol tells of them but webhooks, which come disabled. */
  void tell(Map<String, String> told) {
    for (String experiment : new String[] {"0", "1", "2"}) {
      JsonNode traces =
          server.send(
              "POST",
              THIRD + "traces/search",
              "{'locations':[{'mlflow_experiment':{'experiment_id':'%s'}}]}".formatted(experiment));
      told.put("traces of " + experiment, traces.toString());
      for (JsonNode trace : traces.path("traces")) {
        get(
            told,
            "/ajax-api/3.0/mlflow/get-trace-artifact?request_id="
                + trace.path("trace_id").asText());
      }
      get(told, THIRD + "scorers/list?experiment_id=" + experiment);
    }
    get(told, THIRD + "scorers/versions?experiment_id=1&name=a%20tone%2F%C3%BC");
    told.put("datasets", datasets().toString());
    datasets()
        .forEach(
            dataset ->
                get(told, THIRD + "datasets/" + dataset.path("dataset_id").asText() + "/records"));
  }

  private void get(Map<String, String> told, String path) {
    told.put(path, server.http.get(path).text());
  }
}
