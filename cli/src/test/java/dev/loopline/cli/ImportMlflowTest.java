package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.Verbs.Answer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of whole servers: Loopline speaks MLflow's protocol, so it is the source as well. */
class ImportMlflowTest {
  private ServerFixture source;
  private ServerFixture sink;
  private MlflowContent there;
  private MlflowContent here;

  @BeforeEach
  void start(@TempDir Path folder) {
    source = new ServerFixture(folder.resolve("source"));
    sink = new ServerFixture(folder.resolve("sink"));
    there = new MlflowContent(source);
    here = new MlflowContent(sink);
  }

  @AfterEach
  void stop() {
    source.close();
    sink.close();
  }

  private void assertSame(Map<String, String> told) {
    Map<String, String> copied = here.told();
    assertThat(copied.keySet()).isEqualTo(told.keySet());
    told.forEach((asked, answer) -> assertThat(copied.get(asked)).as(asked).isEqualTo(answer));
  }

  private Answer copy(String... options) {
    return sink.run(
        Stream.concat(
                Stream.of("import", "mlflow", "--from", source.url(), "--retry-wait", "1"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private JsonNode copyAsJson(String... options) {
    Answer answer =
        copy(Stream.concat(Stream.of(options), Stream.of("--json")).toArray(String[]::new));
    assertThat(answer.code()).as(answer.out() + answer.error()).isZero();
    return answer.json();
  }

  @Test
  void aWholeServerIsCopiedAndTellsTheSame() {
    there.fill();
    Map<String, String> told = there.told();

    Answer answer = copy();

    assertThat(answer.out() + answer.error()).contains("10,0").doesNotContain("problem");
    assertThat(answer.code()).isZero();
    assertSame(told);
    assertThat(there.told()).as("the source is only read").isEqualTo(told);
  }

  @Test
  void againItCopiesOnlyWhatIsNewOrHasChanged() {
    MlflowContent.Made made = there.fill();
    copy();
    JsonNode second = copyAsJson();

    assertThat(second.at("/runs/unchanged").asInt()).isEqualTo(2);
    // What still runs, or was deleted while it ran, is looked at again.
    assertThat(second.at("/runs/copied").asInt()).isEqualTo(3);
    assertThat(second.at("/loggedModels/unchanged").asInt()).isEqualTo(1);
    assertThat(second.at("/versions/unchanged").asInt()).isEqualTo(5);
    assertThat(second.at("/versions/copied").asInt()).isZero();
    assertThat(second.at("/files/copied").asInt()).isZero();
    assertSame(there.told());

    there.history(made.running(), "loss", 3_000);
    there.put("0/" + made.running() + "/artifacts/late.txt", new byte[] {1});
    there.end(made.running(), "FINISHED");
    source.post("runs/set-tag", "{'run_id':'%s','key':'late','value':'1'}".formatted(made.child()));
    source.post("registered-models/alias", "{'name':'forest','alias':'champion','version':'5'}");
    source.run("1", "new-one", 1_700_000_009_000L);
    copyAsJson();

    assertSame(there.told());
  }

  @Test
  void tracesDatasetsScorersPromptsAndWebhooksAreCountedAndCopiedOnce() {
    there.fill();
    JsonNode first = copyAsJson();
    assertThat(first.at("/traces/copied").asInt()).isEqualTo(2);
    assertThat(first.at("/evaluationDatasets/copied").asInt()).isEqualTo(1);
    assertThat(first.at("/datasetRecords/copied").asInt()).isEqualTo(250);
    assertThat(first.at("/scorers/copied").asInt()).isEqualTo(2);
    assertThat(first.at("/prompts/copied").asInt()).isEqualTo(1);
    assertThat(first.at("/models/copied").asInt()).isEqualTo(1);
    assertThat(first.at("/webhooks/copied").asInt()).isEqualTo(1);
    JsonNode hook = sink.http.get(ServerFixture.MLFLOW + "webhooks").json().at("/webhooks/0");
    assertThat(hook.path("status").asText()).isEqualTo("DISABLED");
    assertThat(first.path("notes").toString())
        .isEqualTo(
            "[\"Webhook ci came disabled, for MLflow tells nobody its secret. To use it: PATCH"
                + " /api/2.0/mlflow/webhooks/"
                + hook.path("webhook_id").asText()
                + " with {\\\"secret\\\": \\\"…\\\", \\\"status\\\": \\\"ACTIVE\\\"}.\"]");

    sink.send(
        "PATCH",
        ServerFixture.MLFLOW + "webhooks/" + hook.path("webhook_id").asText(),
        "{'secret':'mine','status':'ACTIVE'}");
    JsonNode second = copyAsJson();
    // What is under way is looked at again.
    assertThat(second.at("/traces/copied").asInt()).isEqualTo(1);
    assertThat(second.at("/traces/unchanged").asInt()).isEqualTo(1);
    assertThat(second.at("/evaluationDatasets/unchanged").asInt()).isEqualTo(1);
    assertThat(second.at("/scorers/unchanged").asInt()).isEqualTo(2);
    assertThat(second.at("/webhooks/unchanged").asInt()).isEqualTo(1);
    assertThat(second.path("notes")).isEmpty();
    copyAsJson("--again");
    assertThat(
            sink.http
                .get(ServerFixture.MLFLOW + "webhooks")
                .json()
                .at("/webhooks/0/status")
                .asText())
        .as("what was set here stays")
        .isEqualTo("ACTIVE");
    assertSame(there.told());

    String dataset = new LlmContent(source).datasets().at("/0/dataset_id").asText();
    new LlmContent(source).addRecords(dataset, 260);
    assertThat(copyAsJson().at("/datasetRecords/copied").asInt()).isEqualTo(260);
    assertSame(there.told());
  }

  @Test
  void aCopyThatIsKilledGoesOnWhereItWas() throws Exception {
    source.post("experiments/create", "{'name':'many'}");
    for (int i = 0; i < 200; i++) {
      String run = source.run("1", "run-" + i, 1_700_000_000_000L + i);
      there.history(run, "loss", 20);
      there.put("1/" + run + "/artifacts/a.txt", new byte[] {(byte) i});
      there.end(run, "FINISHED");
    }
    Process copy =
        Verbs.start(
            "import", "mlflow", "--from", source.url(), "--server", sink.url(), "--parallel", "2");
    while (runsHere() < 40) {
      assertThat(copy.isAlive()).isTrue();
    }
    copy.destroyForcibly().onExit().join();
    int there0 = runsHere();

    JsonNode rest = copyAsJson();

    assertThat(there0).isLessThan(200);
    assertThat(rest.at("/runs/unchanged").asInt()).isBetween(30, there0);
    assertThat(rest.at("/runs/copied").asInt() + rest.at("/runs/unchanged").asInt()).isEqualTo(200);
    assertSame(there.told());
  }

  private int runsHere() {
    return sink.post("runs/search", "{'experiment_ids':['1'],'max_results':1000}")
        .path("runs")
        .size();
  }

  @Test
  void whatWasMadeHereUnderTheSameNameIsKeptUnlessTheyAreMerged() {
    there.fill();
    sink.post("experiments/create", "{'name':'mine'}");
    sink.post("experiments/create", "{'name':'churn'}");
    sink.post("registered-models/create", "{'name':'forest','description':'mine'}");

    Answer refused = copy();

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out())
        .contains(
            "experiment churn: There is an experiment 'churn' here (id 2) that was not copied from "
                + source.url()
                + ". Rename one of them, or merge them.")
        .contains("model forest: There is a model 'forest' here that was not copied from ")
        .contains("Experiment old has the id 3 here, not 2.");
    assertThat(sink.http.get(ServerFixture.MLFLOW + "runs/search").status()).isNotEqualTo(500);

    JsonNode merged = copyAsJson("--merge");

    assertThat(merged.at("/renumbered/0/from").asText()).isEqualTo("2");
    assertThat(merged.at("/runs/copied").asInt() + merged.at("/runs/unchanged").asInt())
        .isEqualTo(5);
    JsonNode version =
        sink.http
            .get(ServerFixture.MLFLOW + "model-versions/get?name=forest&version=5")
            .json()
            .path("model_version");
    assertThat(version.path("source").asText()).startsWith("mlflow-artifacts:/2/");
    assertThat(
            sink.http
                .get("/model-versions/get-artifact?name=forest&version=5&path=er/weights.bin")
                .body())
        .isEqualTo(MlflowContent.bytes(3 << 20));
    assertThat(
            sink.http
                .get(ServerFixture.MLFLOW + "registered-models/get?name=forest")
                .json()
                .at("/registered_model/description")
                .asText())
        .isEqualTo("mine");
    assertThat(
            sink.post("model-versions/create", "{'name':'forest','source':'s3://b/x'}")
                .at("/model_version/version")
                .asText())
        .as("numbers of the copy are not given again")
        .isEqualTo("6");
    assertThat(sink.post("experiments/create", "{'name':'next'}").path("experiment_id").asText())
        .isEqualTo("4");
  }

  @Test
  void aDryRunCopiesNothingAndCounts() {
    there.fill();
    Map<String, String> before = here.told();

    JsonNode would = copyAsJson("--dry-run");

    assertThat(would.at("/experiments/copied").asInt()).isEqualTo(3);
    assertThat(would.at("/runs/copied").asInt()).isEqualTo(5);
    assertThat(would.at("/versions/copied").asInt()).isEqualTo(5);
    assertThat(would.at("/files/copied").asInt()).isEqualTo(6);
    assertThat(would.at("/traces/copied").asInt()).isEqualTo(2);
    assertThat(would.at("/evaluationDatasets/copied").asInt()).isEqualTo(1);
    assertThat(would.at("/scorers/copied").asInt()).isEqualTo(2);
    assertThat(would.at("/webhooks/copied").asInt()).isEqualTo(1);
    assertThat(would.path("bytes").asInt()).isEqualTo((3 << 20) + 5 + 6 + 12 + 5_000);
    assertThat(here.told()).isEqualTo(before);
    assertThat(copy("--dry-run").out()).contains("Nothing was copied. There are ", " of files to");
  }

  @Test
  void chosenExperimentsComeWithTheVersionsThatTheirRunsMade() {
    MlflowContent.Made made = there.fill();
    source.post("registered-models/create", "{'name':'other'}");
    source.post(
        "model-versions/create",
        "{'name':'other','source':'mlflow-artifacts:/0/%s/artifacts','run_id':'%s'}"
            .formatted(made.running(), made.running()));

    JsonNode first = copyAsJson("--experiment", "churn", "--without-artifacts");

    assertThat(first.at("/experiments/copied").asInt()).isEqualTo(1);
    assertThat(first.at("/runs/copied").asInt()).isEqualTo(3);
    assertThat(first.at("/models/copied").asInt()).isEqualTo(1);
    assertThat(first.at("/files/copied").asInt()).isZero();
    assertThat(
            copyAsJson("--experiment", "churn", "--without-artifacts").at("/runs/copied").asInt())
        .isEqualTo(1);
    assertThat(copyAsJson().at("/files/copied").asInt()).isEqualTo(6);
    assertSame(there.told());
    assertThat(copy("--experiment", "chrn").error()).contains("has no experiment chrn");
  }

  @Test
  void onlyAnAdministratorMayImport(@TempDir Path folder) throws Exception {
    Path tokens = folder.resolve("tokens");
    java.nio.file.Files.writeString(
        tokens, "ann READ,WRITE ann-ann-ann-ann-ann\nroot READ,WRITE,ADMIN root-root-root-root\n");
    source.post("experiments/create", "{'name':'churn'}");
    try (ServerFixture guarded =
        new ServerFixture(folder.resolve("guarded"), Map.of("server.tokens", tokens.toString()))) {
      String[] verb = {"import", "mlflow", "--from", source.url(), "--token"};
      assertThat(guarded.run(with(verb, "ann-ann-ann-ann-ann")).code()).isEqualTo(1);
      assertThat(guarded.run(with(verb, "root-root-root-root")).code()).isZero();
      assertThat(guarded.run("experiments", "list", "--token", "ann-ann-ann-ann-ann").out())
          .contains("churn");
    }
  }

  private static String[] with(String[] verb, String token) {
    return Stream.concat(Stream.of(verb), Stream.of(token)).toArray(String[]::new);
  }
}
