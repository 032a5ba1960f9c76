package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.Verbs.Answer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that is old, tired, broken or malicious. */
class ImportFromBadSourceTest {
  private static final String AT = "/api/2.0/mlflow/";
  private static final String THIRD = "/api/3.0/mlflow/";
  private static final String GOOD = "0123456789abcdef0123456789abcdef";
  private static final String BAD = "fedcba9876543210fedcba9876543210";

  private HandMadeMlflow source;
  private ServerFixture sink;

  @BeforeEach
  void start(@TempDir Path folder) {
    source = new HandMadeMlflow();
    sink = new ServerFixture(folder);
  }

  @AfterEach
  void stop() {
    source.close();
    sink.close();
  }

  private Answer copy(String... options) {
    return sink.run(
        Stream.concat(
                Stream.of("import", "mlflow", "--from", source.url(), "--retry-wait", "1"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private HandMadeMlflow withExperiment() {
    return source.answers(
        AT + "experiments/search",
        200,
        "{'experiments':[{'experiment_id':'7','name':'churn','lifecycle_stage':'active'}]}");
  }

  private static String run(String id, String metrics) {
    return ("{'info':{'run_uuid':'%s','experiment_id':'7','status':'FINISHED','start_time':'12',"
            + "'end_time':'13','lifecycle_stage':'active','user_id':'bob'},"
            + "'data':{'metrics':[%s],'params':[{'key':'p','value':'1'}]}}")
        .formatted(id, metrics);
  }

  private static String metric(String key) {
    return "{'key':'%s','value':1.5,'timestamp':'3','step':'2'}".formatted(key);
  }

  @Test
  void anEarlyMlflowWithoutLoggedModelsRegistryAndRunNamesIsCopied() {
    source
        .answers(
            AT + "experiments/list",
            200,
            "{'experiments':[{'experiment_id':'7','name':'churn','lifecycle_stage':'active'}]}")
        .answers(AT + "runs/search", 200, "{'runs':[" + run(GOOD, metric("auc")) + "]}")
        .answers(
            AT + "metrics/get-history",
            200,
            "{'metrics':[%s,{'key':'auc','value':NaN,'timestamp':'4','step':'3'}]}"
                .formatted(metric("auc")))
        .answers(AT + "artifacts/list", 200, "{'root_uri':'s3://bucket/7'}");

    Answer answer = copy("--json");

    assertThat(answer.code()).as(answer.out() + answer.error()).isZero();
    assertThat(answer.json().path("points").asInt()).isEqualTo(2);
    JsonNode run = sink.http.get(AT + "runs/get?run_id=" + GOOD).json().path("run");
    assertThat(run.at("/info/experiment_id").asText()).isEqualTo("7");
    assertThat(run.at("/info/start_time").asLong()).isEqualTo(12);
    assertThat(run.at("/info/run_name").asText()).isNotEmpty();
    assertThat(run.at("/data/metrics/0/value").asText()).isEqualTo("NaN");
    assertThat(copy("--json").json().at("/runs/unchanged").asInt()).isEqualTo(1);
    String notes = answer.json().path("notes").toString();
    for (String kind :
        new String[] {
          "logged models",
          "registered models",
          "prompts",
          "LLM traces",
          "scorers",
          "evaluation datasets",
          "webhooks"
        }) {
      assertThat(notes).contains("The source knows no " + kind + ", so none were copied (");
    }
    assertThat(copy().out())
        .containsOnlyOnce(
            "The source knows no webhooks, so none were copied (/api/2.0/mlflow/webh");
  }

  @Test
  void aKindThatFailsAtTheSourceIsOneProblemAndTheOthersAreCopied() {
    source
        .answers(
            AT + "experiments/search",
            200,
            "{'experiments':[{'experiment_id':'7','name':'churn','lifecycle_stage':'active'},"
                + "{'experiment_id':'8','name':'pricing','lifecycle_stage':'active'}]}")
        .answers(AT + "runs/search", 200, "{'runs':[" + run(GOOD, "") + "]}")
        .answers(AT + "runs/search", 200, "{}")
        .answers(AT + "runs/get", 200, "{'run':" + run(GOOD, "") + "}")
        .answers(AT + "artifacts/list", 200, "{}")
        .answers(AT + "logged-models/search", 500, "{'message':'no table'}")
        .answers(THIRD + "traces/search", 502, "<html>")
        .answers(THIRD + "scorers/list", 500, "{}")
        .answers(THIRD + "datasets/search", 503, "{}")
        .answers(AT + "webhooks", 500, "{}")
        .answers(AT + "registered-models/search", 200, "{'registered_models':[{'name':'forest'}]}")
        .answers(AT + "model-versions/search", 200, "{}");

    Answer answer = copy("--parallel", "1");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("5 problems;")
        .contains(
            "  logged models: POST /api/2.0/mlflow/logged-models/search answered 500: no table\n")
        .contains("  LLM traces: POST /api/3.0/mlflow/traces/search answered 502\n")
        .contains("  scorers: /api/3.0/mlflow/scorers/list?experiment_id=7 answered 500\n")
        .contains("  evaluation datasets: POST /api/3.0/mlflow/datasets/search answered 503\n")
        .contains("  webhooks: /api/2.0/mlflow/webhooks?max_results=100 answered 500\n")
        .containsPattern("\nruns +1 +0 +0\n")
        .containsPattern("\nmodels +1 +0 +0\n");
    assertThat(source.asked.stream().filter(path -> path.endsWith("logged-models/search")))
        .as("tried again before it is told")
        .hasSize(5);
    assertThat(sink.http.get(AT + "runs/get?run_id=" + GOOD).status()).isEqualTo(200);
  }

  @Test
  void whatWasMadeHereUnderTheSameIdIsNamedAndTheRestIsCopied() {
    sink.post("experiments/create", "{'name':'mine'}");
    String own = sink.run("1", "mine", 1_700_000_000_000L);
    withExperiment()
        .answers(
            AT + "runs/search",
            200,
            "{'runs':[%s,%s]}".formatted(run(own, metric("auc")), run(GOOD, "")))
        .answers(AT + "metrics/get-history", 200, "{'metrics':[" + metric("auc") + "]}")
        .answers(AT + "artifacts/list", 200, "{}");

    Answer answer = copy();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains(
            "  run %s of churn: Run %s was made here, not by an import, and is left as it is."
                .formatted(own, own))
        .containsPattern("\nruns +1 +0 +1\n");
    assertThat(
            sink.http.get(AT + "runs/get?run_id=" + own).json().at("/run/info/run_name").asText())
        .isEqualTo("mine");
  }

  @Test
  void tracesOfMlflow2ComeWithTheirSpansAndThoseWithoutSpansToo() {
    String trace =
        "{'request_id':'%s','experiment_id':'7','timestamp_ms':5,'execution_time_ms':7,"
            + "'status':'OK','tags':[{'key':'mlflow.traceName','value':'ask'}]}";
    String span =
        "{'name':'ask','context':{'span_id':'0x1','trace_id':'0x2'},'parent_id':null,"
            + "'start_time':1,'end_time':2,'status_code':'OK','status_message':'','events':[],"
            + "'attributes':{'mlflow.spanInputs':'{}'}}";
    withExperiment()
        .answers(
            AT + "traces?experiment_ids=7",
            200,
            "{'traces':[%s,%s,%s]}"
                .formatted(trace.formatted(GOOD), trace.formatted(BAD), trace.formatted("sick")))
        .answers(
            "/ajax-api/2.0/mlflow/get-trace-artifact?request_id=" + GOOD,
            200,
            "{'spans':[" + span + "]}")
        .answers("/ajax-api/2.0/mlflow/get-trace-artifact?request_id=sick", 500, "{}");

    Answer answer = copy("--json");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.json().path("problems").toString())
        .contains("trace sick, its spans")
        .doesNotContain(BAD);
    assertThat(answer.json().at("/traces/copied").asInt()).isEqualTo(2);
    assertThat(
            sink.http
                .get("/ajax-api/3.0/mlflow/get-trace-artifact?request_id=" + GOOD)
                .json()
                .path("spans"))
        .hasSize(1);
    for (String id : new String[] {GOOD, BAD, "sick"}) {
      assertThat(
              sink.http
                  .get(THIRD + "traces/" + id)
                  .json()
                  .at("/trace/trace_info/execution_duration")
                  .asText())
          .isEqualTo("0.007s");
    }
    JsonNode again = copy("--json").json();
    assertThat(again.at("/traces/unchanged").asInt()).isEqualTo(2);
  }

  @Test
  void whatPassesIsTriedAgainWithCredentialsAndWhatDoesNotIsOneLine() {
    withExperiment()
        .answers(AT + "runs/search", 429, "{}")
        .answers(AT + "runs/search", 503, "<html>")
        .breaksOff(AT + "runs/search", new byte[] {'{'}, 100)
        .answers(AT + "runs/search", 200, "{}");

    assertThat(copy("--from-token", "secret").code()).isZero();
    assertThat(source.authorizations).containsOnly("Bearer secret");
    assertThat(source.asked.stream().filter(path -> path.endsWith("runs/search"))).hasSize(4);

    source.answers(AT + "experiments/search", 500, "{'message':'out of memory'}");
    source.answers(AT + "experiments/search", 500, "{'message':'out of memory'}");
    copy();
    Answer failed = copy();
    assertThat(failed.error())
        .isEqualTo(
            "loopline: "
                + source.url()
                + ": /api/2.0/mlflow/experiments/search?view_type=ALL&max_results=500 answered 500:"
                + " out of memory\n");
    assertThat(failed.code()).isEqualTo(1);
  }

  @Test
  void oneBrokenRunDoesNotKeepTheOthers() {
    withExperiment()
        .answers(
            AT + "runs/search",
            200,
            "{'runs':[%s,%s,%s]}"
                .formatted(run("../../x", ""), run(BAD, metric("loss")), run(GOOD, metric("auc"))))
        .answers(AT + "metrics/get-history?run_id=" + BAD, 200, "<html>")
        .answers(
            AT + "metrics/get-history?run_id=" + GOOD, 200, "{'metrics':[" + metric("auc") + "]}")
        .answers(AT + "artifacts/list", 200, "{}");

    Answer answer = copy();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .containsPattern("runs +1 +0 +2\n")
        .contains("2 problems; the same command again tries what is missing:")
        .contains("  run ../../x of churn: its id is not of 32 hexadecimal digits\n")
        .contains("  run " + BAD + " of churn: /api/2.0/mlflow/metrics/get-history?run_id=" + BAD);
    assertThat(sink.http.get(AT + "runs/get?run_id=" + GOOD).status()).isEqualTo(200);
    assertThat(sink.http.get(AT + "runs/get?run_id=" + BAD).status()).isEqualTo(404);
  }

  @Test
  void filesThatLeadElsewhereAreRefused() {
    for (String path :
        new String[] {"../up.txt", "/etc/passwd", "a/b.txt", "..", "a\\\\b", "x\\ny"}) {
      source.answers(
          AT + "artifacts/list",
          200,
          "{'files':[{'path':'%s','is_dir':false,'file_size':1}]}".formatted(path));
    }
    withExperiment().answers(AT + "runs/search", 200, "{'runs':[" + run(GOOD, "") + "]}");

    for (int i = 0; i < 6; i++) {
      assertThat(copy().out()).contains("is refused: it is not one of its folder's");
    }
    assertThat(source.asked).noneMatch(path -> path.startsWith("/get-artifact"));
  }

  @Test
  void aFileThatBreaksOffIsAskedForAgainAndNeverHalfKept() {
    byte[] file = MlflowContent.bytes(300_000);
    withExperiment()
        .answers(AT + "runs/search", 200, "{'runs':[" + run(GOOD, "") + "]}")
        .answers(
            AT + "artifacts/list",
            200,
            "{'files':[{'path':'w.bin','is_dir':false,'file_size':300000}]}")
        .breaksOff("/get-artifact", java.util.Arrays.copyOf(file, 100_000), file.length)
        .breaksOff("/get-artifact", file, file.length);

    assertThat(copy().code()).isZero();

    assertThat(sink.http.get("/get-artifact?run_id=" + GOOD + "&path=w.bin").body())
        .isEqualTo(file);
  }

  @Test
  void listsWithoutEndEnd() {
    withExperiment()
        .answers(
            AT + "runs/search",
            200,
            "{'runs':[%s],'next_page_token':'x'}".formatted(run(GOOD, metric("auc"))))
        .answers(
            AT + "metrics/get-history",
            200,
            "{'metrics':[%s],'next_page_token':'y'}".formatted(metric("auc")))
        .answers(AT + "artifacts/list", 200, "{'next_page_token':'z'}");

    assertThat(copy("--json").json().at("/runs/failed").asInt()).isZero();
  }

  @Test
  void whatIsNoMlflowServerIsSaid() {
    source.answers(AT + "experiments/search", 200, "<html>welcome</html>");

    assertThat(copy().error()).contains("answered something that is no JSON").hasLineCount(1);
    assertThat(sink.run("import", "mlflow", "--from", "mlflow.example").error())
        .contains("--from takes the address of an MLflow server");
    assertThat(sink.run("import", "mlflow", "--from", sink.url() + "/").error())
        .contains("--from and --server are the same");
    assertThat(sink.run("import", "mlflow").code()).isEqualTo(2);
  }

  /** No problem shows what Java says of itself. */
  private static void assertWithoutJava(Answer answer) {
    assertThat(answer.out() + answer.error())
        .doesNotContain("java.")
        .doesNotContain("com.fasterxml")
        .doesNotContain("Exception");
  }

  @Test
  void anAnswerThatDripsIsEndedTriedAgainAndNamed() {
    source.drips(AT + "experiments/search", 200);

    Answer answer = copy("--source-patience", "400");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.error())
        .contains("/api/2.0/mlflow/experiments/search?view_type=ALL&max_results=500 did not come")
        .contains("whole within 0.4s")
        .hasLineCount(1);
    assertThat(source.asked).hasSize(5);
    assertWithoutJava(answer);
  }

  @Test
  void anErrorThatDripsAndAHistoryThatDripsEndToo() {
    withExperiment()
        .answers(AT + "runs/search", 200, "{'runs':[" + run(GOOD, metric("auc")) + "]}")
        .drips(AT + "metrics/get-history", 200)
        .drips(AT + "registered-models/search", 500);

    Answer answer = copy("--source-patience", "400");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("came more slowly than 1000 bytes a second")
        .contains("/api/2.0/mlflow/registered-models/search")
        .contains("did not come whole within 0.4s");
    assertWithoutJava(answer);
  }

  @Test
  void aFileThatStallsOrDripsIsAskedForAgain() {
    byte[] file = MlflowContent.bytes(300_000);
    withExperiment()
        .answers(AT + "runs/search", 200, "{'runs':[" + run(GOOD, "") + "]}")
        .answers(
            AT + "artifacts/list",
            200,
            "{'files':[{'path':'never.bin','is_dir':false},{'path':'w.bin','is_dir':false}]}")
        .stalls("/get-artifact?run_id=" + GOOD + "&run_uuid=" + GOOD + "&path=never", file, 400_000)
        .stalls("/get-artifact", java.util.Arrays.copyOf(file, 100_000), file.length)
        .drips("/get-artifact", 200)
        .breaksOff("/get-artifact", file, file.length);

    Answer answer = copy("--source-patience", "400");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .containsPattern("files +1 +0 +1\n")
        .contains("run " + GOOD + " of churn, file never.bin: /get-artifact?run_id=" + GOOD)
        .contains("&path=never.bin stopped coming: no byte for 0.4s");
    assertThat(sink.http.get("/get-artifact?run_id=" + GOOD + "&path=w.bin").body())
        .isEqualTo(file);
    assertWithoutJava(answer);
  }

  @Test
  void brokenItemsAreEachOneProblemAndTheOthersAreCopied() {
    source
        .answers(
            AT + "experiments/search",
            200,
            "{'experiments':[{'experiment_id':null,'name':null},null,{'experiment_id':'8'},"
                + "{'experiment_id':'7','name':'churn','lifecycle_stage':null}]}")
        .answers(
            AT + "runs/search",
            200,
            "{'runs':[null,{'info':{'run_id':null}},%s]}".formatted(run(GOOD, "")))
        .answers(AT + "artifacts/list", 200, "{}")
        .answers(
            AT + "registered-models/search",
            200,
            "{'registered_models':[{'name':null},{'name':'forest'}]}")
        .answers(
            AT + "model-versions/search",
            200,
            "{'model_versions':[null,{'version':null},{'name':'forest','version':'3','source':'s3://b/3'}]}");

    Answer answer = copy();

    assertThat(answer.code()).as(answer.error()).isEqualTo(1);
    assertThat(answer.out())
        .contains("8 problems;")
        .containsPattern("experiments +1 +0 +3\n")
        .containsPattern("runs +1 +0 +2\n")
        .containsPattern("\nmodels +1 +0 +1\n")
        .containsPattern("versions +1 +0 +2\n")
        .contains("  experiment number 1 of the source's list: it has no experiment_id\n")
        .contains("  experiment number 2 of the source's list: it is no JSON object\n")
        .contains("  experiment 8: it has no name\n")
        .contains("  run number 1 of the source's list of churn: it is no JSON object\n")
        .contains("  run number 2 of the source's list of churn: it has no run_id\n")
        .contains("  model number 1 of the source's list: it has no name\n")
        .contains("  version number 1 of the source's list of model forest: it is no JSON object\n")
        .contains("  version number 2 of the source's list of model forest: it has no version's");
    assertWithoutJava(answer);
    assertThat(sink.http.get(AT + "model-versions/get?name=forest&version=3").status())
        .isEqualTo(200);
    assertThat(sink.http.get(AT + "registered-models/get?name=null").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'experiments':5}",
        "{'experiments':{'a':1}}",
        "{'status':'ok'}",
        "[]",
        "5",
        "{'experiments':[],'next_page_token':{}}"
      })
  void nonsenseIsNoEmptySource(String nonsense) {
    source.answers(AT + "experiments/search", 200, nonsense);

    Answer answer = copy();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.error()).contains("is no MLflow server's answer").hasLineCount(1);
  }

  @Test
  void aNonsensicalListOfRunsOrModelsIsAProblem() {
    withExperiment()
        .answers(AT + "runs/search", 200, "{'runs':'none'}")
        .answers(AT + "registered-models/search", 200, "{'registered_models':{}}");

    Answer answer = copy();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("  runs of experiment churn: 'runs' of an answer is no list; that is no MLflow")
        .contains("  registered models: 'registered_models' of an answer is no list");
  }

  @Test
  void longTextsOfTheSourceAreCut() {
    String longest = "x".repeat(5_000);
    source
        .answers(
            AT + "experiments/search",
            200,
            "{'experiments':[{'experiment_id':'%s','name':'%s'}]}".formatted("../", longest))
        .answers(
            AT + "registered-models/search",
            200,
            "{'registered_models':[{'name':'%s'}]}".formatted(longest));

    Answer answer = copy();
    source.answers(AT + "model-versions/search", 200, "{}");
    Answer refused = copy();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(refused.out())
        .contains("  model " + "x".repeat(100) + "…: ")
        .doesNotContain("x".repeat(101));
    assertThat(answer.out())
        .contains("  experiment " + "x".repeat(100) + "…: its id '../' is none\n")
        .doesNotContain("x".repeat(101));
    assertWithoutJava(answer);
  }

  @Test
  void aMetricWhosePointsAreNoneIsNamed() {
    for (String metrics :
        new String[] {
          "[{'key':'auc','value':'high','timestamp':1,'step':0}]",
          "[{'key':'auc','value':{},'timestamp':1,'step':0}]",
          "[{'key':'auc','value':null,'timestamp':1,'step':0}]",
          "[{'key':'auc','timestamp':1}]",
          "[{'key':'auc','value':1,'timestamp':'soon'}]",
          "[null]",
          "5"
        }) {
      source.answers(AT + "metrics/get-history", 200, "{'metrics':" + metrics + "}");
    }
    withExperiment()
        .answers(AT + "runs/search", 200, "{'runs':[" + run(GOOD, metric("auc")) + "]}")
        .answers(AT + "artifacts/list", 200, "{}");

    for (int i = 0; i < 7; i++) {
      Answer answer = copy();
      assertThat(answer.out()).contains("run " + GOOD + " of churn: its metric 'auc' has a ");
      assertWithoutJava(answer);
    }
    assertThat(source.asked).filteredOn(path -> path.contains("get-history")).hasSize(7);
  }

  @Test
  void stepsAtTheEndsOfSixtyFourBitsAreCopied() {
    String history = "";
    for (long step : new long[] {Long.MIN_VALUE, -(1L << 62), 1L << 62, Long.MAX_VALUE}) {
      history += ",{'key':'auc','value':2,'timestamp':'4','step':'" + step + "'}";
    }
    withExperiment()
        .answers(AT + "runs/search", 200, "{'runs':[" + run(GOOD, metric("auc")) + "]}")
        .answers(AT + "metrics/get-history", 200, "{'metrics':[" + metric("auc") + history + "]}")
        .answers(AT + "artifacts/list", 200, "{}");

    Answer answer = copy("--json");

    assertThat(answer.code()).as(answer.out() + answer.error()).isZero();
    JsonNode copied =
        sink.http
            .get(AT + "metrics/get-history?metric_key=auc&run_id=" + GOOD)
            .json()
            .path("metrics");
    assertThat(copied.findValuesAsText("step"))
        .containsExactlyInAnyOrder(
            "2",
            "-9223372036854775808",
            "-4611686018427387904",
            "4611686018427387904",
            "9223372036854775807");
  }
}
