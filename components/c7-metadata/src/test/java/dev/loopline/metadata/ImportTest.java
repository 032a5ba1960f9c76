package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImportTest {
  private static final String RUN = "0123456789abcdef0123456789abcdef";
  private static final String MODEL = "m-0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  private static String experiment(String name, String more) {
    return ("{'source':'http://there','experiment':{'name':'%s','creation_time':5,"
            + "'last_update_time':6,'tags':[{'key':'t','value':'v'}]%s}}")
        .formatted(name, more);
  }

  private static String run(String experiment, String more) {
    return ("{'experimentId':'%s','run':{'info':{'status':'FINISHED','start_time':10,"
            + "'end_time':20,'user_id':'ann','run_name':'owl'%s},"
            + "'data':{'params':[{'key':'p','value':'1'}],'tags':[{'key':'k','value':'v'}]}},"
            + "'metrics':[{'key':'m','value':'NaN','timestamp':1,'step':0},"
            + "{'key':'m','value':2,'timestamp':'2','step':'1'}]}")
        .formatted(experiment, more);
  }

  private static JsonNode put(MlflowServer server, String path, String json) {
    return server.send("PUT", "/api/v1/import/" + path, json);
  }

  private static Http.Answer refused(MlflowServer server, String path, String json) {
    return server.http.send("PUT", "/api/v1/import/" + path, json.replace('\'', '"'));
  }

  @ParameterizedTest
  @EnumSource
  void experimentsKeepTheirIdsWhereThoseAreFree(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      assertThat(put(server, "experiments/7", experiment("churn", "")).toString())
          .isEqualTo(
              "{\"id\":\"7\",\"merged\":false,\"artifactLocation\":\"mlflow-artifacts:/7\"}");
      assertThat(server.post("experiments/create", "{'name':'own'}").toString()).contains("\"8\"");
      assertThat(put(server, "experiments/8", experiment("taken", "")).path("id").asText())
          .isEqualTo("9");
      assertThat(put(server, "experiments/8", experiment("renamed", "")).path("id").asText())
          .isEqualTo("9");
      assertThat(put(server, "experiments/0", experiment("Default", "")).toString())
          .contains("\"id\":\"0\",\"merged\":true");
      JsonNode there = server.get(MlflowServer.AT + "experiments/get?experiment_id=9");
      assertThat(there.at("/experiment/name").asText()).isEqualTo("renamed");
      assertThat(there.at("/experiment/creation_time").asLong()).isEqualTo(5);
      assertThat(there.at("/experiment/tags/0/value").asText()).isEqualTo("v");
      put(server, "experiments/8", experiment("renamed", ",'lifecycle_stage':'deleted'"));
      assertThat(
              server
                  .get(MlflowServer.AT + "experiments/get?experiment_id=9")
                  .at("/experiment/lifecycle_stage")
                  .asText())
          .isEqualTo("deleted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExperimentMadeHereIsMergedOnlyWhereThatIsAskedFor(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.post("experiments/create", "{'name':'churn'}");

      Http.Answer refused = refused(server, "experiments/7", experiment("churn", ""));
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("IMPORT_CONFLICT");
      String merge = experiment("churn", "").replace("'source'", "'existing':'MERGE','source'");
      assertThat(put(server, "experiments/7", merge).path("id").asText()).isEqualTo("1");
      assertThat(put(server, "experiments/7", experiment("other", "")).path("id").asText())
          .isEqualTo("1");
      assertThat(
              server
                  .get(MlflowServer.AT + "experiments/get?experiment_id=1")
                  .at("/experiment/name")
                  .asText())
          .isEqualTo("churn");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunComesUnderItsIdWithAllItsPointsHoweverOften(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      put(server, "experiments/7", experiment("churn", ""));
      String deleted = run("7", ",'lifecycle_stage':'deleted'");
      put(server, "runs/" + RUN, deleted);
      put(server, "runs/" + RUN, deleted);
      String more =
          IntStream.range(0, 5_000)
              .mapToObj(i -> "{'key':'m','value':3,'timestamp':3,'step':%d}".formatted(i))
              .collect(Collectors.joining(",", "{'run_id':'x','metrics':[", "]}"));
      server.send204("POST", "/api/v1/import/runs/" + RUN + "/metrics", more);
      server.send204("POST", "/api/v1/import/runs/" + RUN + "/metrics", more);

      JsonNode info = server.get(MlflowServer.AT + "runs/get?run_id=" + RUN).path("run");
      assertThat(info.at("/info/lifecycle_stage").asText()).isEqualTo("deleted");
      assertThat(info.at("/info/end_time").asLong()).isEqualTo(20);
      assertThat(info.at("/info/user_id").asText()).isEqualTo("ann");
      assertThat(info.at("/data/metrics/0/step").asInt()).isEqualTo(4_999);
      assertThat(
              server
                  .get(MlflowServer.AT + "metrics/get-history?metric_key=m&run_id=" + RUN)
                  .path("metrics"))
          .hasSize(5_002);
      put(server, "runs/" + RUN, run("7", ""));
      assertThat(
              server
                  .get(MlflowServer.AT + "runs/get?run_id=" + RUN)
                  .at("/run/info/lifecycle_stage")
                  .asText())
          .isEqualTo("active");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitIsRefusedWholeAndSaysWhy(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      put(server, "experiments/7", experiment("churn", ""));
      put(server, "experiments/8", experiment("other", ""));
      assertThat(refused(server, "runs/..%2Fx", run("7", "")).status()).isIn(400, 404);
      assertThat(refused(server, "runs/xyz", run("7", "")).text()).contains("32 hexadecimal");
      assertThat(refused(server, "runs/" + RUN, run("99", "")).status()).isEqualTo(404);
      assertThat(
              refused(server, "runs/" + RUN, run("7", "").replace("'key':'p'", "'key':'../p'"))
                  .text())
          .contains("params[0].key");
      assertThat(refused(server, "runs/" + RUN, "{'experimentId':'7','run':3}").text())
          .contains("'run' is no JSON object");
      assertThat(server.http.get(MlflowServer.AT + "runs/get?run_id=" + RUN).status())
          .as("nothing of it is there")
          .isEqualTo(404);
      put(server, "runs/" + RUN, run("7", ""));
      assertThat(refused(server, "runs/" + RUN, run("8", "")).code()).isEqualTo("IMPORT_CONFLICT");
      assertThat(refused(server, "runs/" + RUN, run("7", "").replace("'1'}]", "'2'}]")).text())
          .contains("Changing param values is not allowed");
      assertThat(
              server
                  .http
                  .put(
                      "/api/v1/import/runs/" + RUN + "/files/a/..%2F..%2Fb",
                      "x".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                  .status())
          .isIn(400, 404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLoggedModelComesWithThePointsOfRunsThatAreHere(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      put(server, "experiments/7", experiment("churn", ""));
      put(server, "runs/" + RUN, run("7", ""));
      String model =
          ("{'experimentId':'7','model':{'info':{'name':'tree','status':2,"
                  + "'creation_timestamp_ms':5,'last_updated_timestamp_ms':9},'data':{'metrics':["
                  + "{'key':'auc','value':1,'timestamp':1,'step':0,'run_id':'%s'},"
                  + "{'key':'auc','value':1,'timestamp':2,'step':0,'run_id':'gone'}]}}}")
              .formatted(RUN);
      assertThat(put(server, "logged-models/" + MODEL, model).path("leftOut").asInt()).isEqualTo(1);
      put(server, "logged-models/" + MODEL, model);

      JsonNode there = server.get(MlflowServer.AT + "logged-models/" + MODEL).path("model");
      assertThat(there.at("/info/status").asText()).isEqualTo("LOGGED_MODEL_READY");
      assertThat(there.at("/info/last_updated_timestamp_ms").asLong()).isEqualTo(9);
      assertThat(there.at("/data/metrics")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunMadeHereIsChangedByNoImport(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.post("experiments/create", "{'name':'mine'}");
      String id =
          server
              .post("runs/create", "{'experiment_id':'1','run_name':'mine','user_id':'bob'}")
              .at("/run/info/run_id")
              .asText();
      JsonNode before = server.get(MlflowServer.AT + "runs/get?run_id=" + id);
      String why = "Run " + id + " was made here, not by an import, and is left as it is. To have";

      Http.Answer refused = refused(server, "runs/" + id, run("1", ""));
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.code()).isEqualTo("IMPORT_CONFLICT");
      assertThat(refused.text())
          .contains(why + " the other server's instead, delete this one for good and import again");
      String points = "{'metrics':[{'key':'m','value':1,'timestamp':1,'step':0}]}";
      Http.Answer more =
          server.http.send(
              "POST", "/api/v1/import/runs/" + id + "/metrics", points.replace('\'', '"'));
      assertThat(more.text()).contains(why);
      assertThat(server.http.put("/api/v1/import/runs/" + id + "/files/a", new byte[1]).text())
          .contains(why);
      // Nor does a logged model that comes in measure it.
      put(server, "runs/" + RUN, run("1", ""));
      String model =
          ("{'experimentId':'1','model':{'info':{'name':'tree'},'data':{'metrics':["
                  + "{'key':'auc','value':1,'timestamp':1,'step':0,'run_id':'%s'}]}}}")
              .formatted(id);
      assertThat(put(server, "logged-models/" + MODEL, model).path("leftOut").asInt()).isEqualTo(1);
      assertThat(server.get(MlflowServer.AT + "runs/get?run_id=" + id)).isEqualTo(before);
      assertThat(
              server.get(MlflowServer.AT + "artifacts/list?run_id=" + id).path("files").isEmpty())
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLoggedModelMadeHereIsChangedByNoImport(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.post("experiments/create", "{'name':'mine'}");
      String id =
          server
              .post("logged-models", "{'experiment_id':'1','name':'mine'}")
              .at("/model/info/model_id")
              .asText();
      JsonNode before = server.get(MlflowServer.AT + "logged-models/" + id);
      String model = "{'experimentId':'1','model':{'info':{'name':'tree','status':2}}}";
      String why = "Logged model " + id + " was made here, not by an import";

      assertThat(refused(server, "logged-models/" + id, model).text()).contains(why);
      assertThat(
              server
                  .http
                  .put("/api/v1/import/logged-models/" + id + "/files/a", new byte[1])
                  .text())
          .contains(why);
      assertThat(server.get(MlflowServer.AT + "logged-models/" + id)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExperimentMadeHereKeepsItsTagsWhenItIsMerged(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.post("experiments/create", "{'name':'churn','tags':[{'key':'t','value':'mine'}]}");
      String merge =
          experiment("churn", "")
              .replace("'source'", "'existing':'MERGE','source'")
              .replace("'tags':[", "'tags':[{'key':'u','value':'w'},");
      put(server, "experiments/7", merge);
      put(server, "experiments/7", merge);

      JsonNode tags =
          server.get(MlflowServer.AT + "experiments/get?experiment_id=1").at("/experiment/tags");
      assertThat(tags.toString())
          .contains("{\"key\":\"t\",\"value\":\"mine\"}", "{\"key\":\"u\",\"value\":\"w\"}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyClaimsAnExperimentByAMark(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.post("experiments/create", "{'name':'mine'}");
      for (String kind : new String[] {"experiment", "model"}) {
        String claim = "{'source':'http://there','kind':'%s','states':{'1':'own'}}".formatted(kind);
        assertThat(refused(server, "marks", claim).text())
            .contains("Marks of the kind '" + kind + "' are made by its import alone");
      }
      put(server, "experiments/1", experiment("theirs", ""));
      assertThat(
              server
                  .get(MlflowServer.AT + "experiments/get?experiment_id=1")
                  .at("/experiment/name")
                  .asText())
          .isEqualTo("mine");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLedgerKeepsHowFarACopyCame(Engine engine) {
    try (MlflowServer server = new MlflowServer(engine, folder)) {
      server.send204(
          "PUT",
          "/api/v1/import/marks",
          "{'source':'http://there','kind':'run','states':{'a':'done','b':'begun'}}");
      server.send204(
          "PUT",
          "/api/v1/import/marks",
          "{'source':'http://there','kind':'run','states':{'b':'done'}}");
      assertThat(
              server
                  .send(
                      "POST",
                      "/api/v1/import/marks/find",
                      "{'source':'http://there','kind':'run','ids':['a','b','c']}")
                  .toString())
          .isEqualTo(
              "{\"marks\":{\"a\":{\"here\":\"a\",\"state\":\"done\"},"
                  + "\"b\":{\"here\":\"b\",\"state\":\"done\"}}}");
    }
  }
}
