package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrackingVerbsTest {
  private ServerFixture server;
  private String first;
  private String second;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new ServerFixture(folder);
    server.post("experiments/create", "{'name':'hotel/training'}");
    first = server.run("1", "shy-owl-1", 1_700_000_000_000L);
    second = server.run("1", "bold-fox-2", 1_700_000_100_000L);
    log(first, 0.81, "4");
    log(second, 0.92, "6");
    server.post(
        "runs/update",
        "{'run_id':'%s','status':'FINISHED','end_time':1700000163500}".formatted(second));
  }

  private void log(String run, double auc, String depth) {
    server.post(
        "runs/log-batch",
        "{'run_id':'%s','metrics':[{'key':'auc','value':%s,'timestamp':1,'step':0}],'params':[{'key':'depth','value':'%s'}]}"
            .formatted(run, auc, depth));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void experimentsAreMadeListedDeletedAndBroughtBack() {
    assertThat(server.run("experiments", "create", "play", "--tag", "team=pricing").out())
        .isEqualTo("Experiment 2 is there: play.\n");
    assertThat(server.run("experiments", "list", "--query", "tags.team = 'pricing'").out())
        .startsWith("ID  NAME  LIFECYCLE  UPDATED")
        .contains("\n2   play  active     ")
        .hasLineCount(2);
    assertThat(server.run("experiments", "delete", "play").out())
        .isEqualTo("Experiment 2 is deleted.\n");
    JsonNode deleted = server.run("experiments", "list", "--deleted", "--json").json();
    assertThat(deleted.at("/items/0/name").asText()).isEqualTo("play");
    assertThat(deleted.path("next").isNull()).isTrue();
    assertThat(server.run("experiments", "restore", "2").out())
        .isEqualTo("Experiment 2 is back.\n");
    assertThat(server.run("experiments", "show", "play").out())
        .contains("Name       play\n", "Tags       team=pricing\n");
  }

  @Test
  void runsAreListedByQueryInOrderWithChosenColumns() {
    assertThat(
            server
                .run(
                    "runs",
                    "list",
                    "--experiment",
                    "hotel/training",
                    "--order",
                    "metrics.auc DESC",
                    "--columns",
                    "name,status,duration,metrics.auc,params.depth")
                .out())
        .isEqualTo(
            """
            NAME        STATUS    DURATION  metrics.auc  params.depth
            bold-fox-2  FINISHED    1m 03s         0.92  6
            shy-owl-1   RUNNING                    0.81  4
            """);
    JsonNode found =
        server.run("runs", "list", "--query", "metrics.auc < 0.9", "--json").json().path("items");
    assertThat(found).hasSize(1);
    assertThat(found.at("/0/id").asText()).isEqualTo(first);
    assertThat(found.at("/0/metrics/auc").asDouble()).isEqualTo(0.81);
    assertThat(found.at("/0/startedAt").asText()).isEqualTo("2023-11-14T22:13:20Z");
  }

  @Test
  void aListSaysThatThereIsMore() {
    String[] list = {"runs", "list", "--experiment", "hotel/training", "--limit", "1"};
    assertThat(server.run(list).out()).endsWith("… there are more: --limit N or --all.\n");
    String[] all =
        Stream.concat(Stream.of(list), Stream.of("--all", "--json")).toArray(String[]::new);
    assertThat(server.run(all).json().path("items")).hasSize(2);
  }

  @Test
  void aRunIsShownWhole() {
    assertThat(server.run("runs", "show", second).out())
        .contains(
            "Name                 bold-fox-2\n",
            "params.depth         6\n",
            "metrics.auc          0.92\n");
  }

  @Test
  void runsAreComparedAndHeldAgainstTheirParent() {
    assertThat(server.run("runs", "compare", first, second).out())
        .isEqualTo(
            """
                                 shy-owl-1  bold-fox-2
            status                 RUNNING    FINISHED
            params.depth                 4           6
            metrics.auc               0.81        0.92
            tags.mlflow.runName  shy-owl-1  bold-fox-2
            """);
    JsonNode compared = server.run("runs", "compare", first, second, "--json").json();
    assertThat(compared.path("runs")).hasSize(2);
    assertThat(compared.at("/differences/1/values/" + first).asText()).isEqualTo("4");
    assertFailure(server.run("runs", "diff", first), "has no parent");
    String child = server.run("1", "child", 1_700_000_200_000L);
    server.post(
        "runs/set-tag",
        "{'run_id':'%s','key':'mlflow.parentRunId','value':'%s'}".formatted(child, first));
    assertThat(server.run("runs", "diff", child).out()).contains("params.depth").contains("child");
    assertThat(server.run("runs", "delete", child).out())
        .isEqualTo("Run " + child + " is deleted.\n");
    assertThat(server.run("runs", "restore", child).out())
        .isEqualTo("Run " + child + " is back.\n");
    server.run("runs", "delete", child);
  }

  @Test
  void aHistoryIsListedPageByPage() {
    String run = server.run("0", "long", 1_700_000_000_000L);
    new MlflowContent(server).history(run, "loss", 1_500);

    assertThat(server.run("runs", "metrics", run, "loss", "--limit", "2").out())
        .isEqualTo(
            """
            STEP  VALUE  AT
               0      1  1970-01-01T00:00:01Z
               1    0.5  1970-01-01T00:00:01.001Z
            … there are more: --limit N or --all.
            """);
    assertThat(server.run("runs", "metrics", run, "loss", "--all", "--json").json().path("items"))
        .hasSize(1_500);
  }

  @Test
  void filesAreListedAndDownloadedButNeverOverwrittenUnasked(@TempDir Path to) throws Exception {
    byte[] bytes = MlflowContent.bytes(2_000);
    new MlflowContent(server).put("1/" + second + "/artifacts/model/w.bin", bytes);

    assertThat(server.run("runs", "artifacts", second).out())
        .isEqualTo("SIZE  PATH\n      model/\n");
    assertThat(server.run("runs", "artifacts", second, "--recursive").out())
        .contains("2.0 kB  model/w.bin\n");
    String[] download = {"runs", "download", second, "--to", to.toString()};
    assertThat(server.run(download).out()).isEqualTo("1 file, 2.0 kB, in " + to + ".\n");
    assertThat(java.nio.file.Files.readAllBytes(to.resolve("model/w.bin"))).isEqualTo(bytes);
    assertFailure(server.run(download), "is there already. Replace it with --overwrite.");
    assertThat(
            server
                .run(
                    "runs", "download", second, "model/w.bin", "--to", to.toString(), "--overwrite")
                .code())
        .isZero();
    assertFailure(
        server.run("runs", "download", first, "../x", "--to", to.toString()), "Invalid path");
    try (var files = java.nio.file.Files.walk(to)) {
      assertThat(files.filter(java.nio.file.Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void whatIsWrongIsOneLineAndAnExitCode() {
    assertFailure(server.run("experiments", "show", "none"), "'none'");
    assertFailure(server.run("runs", "show", "0".repeat(32)), "not found");
    assertFailure(server.run("runs", "list", "--query", "metrics.auc >"), "");
    assertFailure(server.run("runs", "list", "--columns", "colour"), "no column 'colour'");
    assertFailure(
        Verbs.on("http://localhost:1", "experiments", "list"), "http://localhost:1 cannot be");
    assertFailure(Verbs.on("localhost:8080", "experiments", "list"), "no server's address");
    assertThat(server.run("experiments", "lst").code()).isEqualTo(2);
    assertThat(server.run("runs").code()).isEqualTo(2);
  }

  private static void assertFailure(Verbs.Answer answer, String text) {
    assertThat(answer.error()).contains(text).hasLineCount(1);
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
  }
}
