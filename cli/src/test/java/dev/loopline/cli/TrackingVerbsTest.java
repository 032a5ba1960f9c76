package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
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
    assertThat(server.run("runs", "list", "--limit", "1").out())
        .endsWith("… there are more: --limit N or --all.\n");
    assertThat(server.run("runs", "list", "--limit", "1", "--all", "--json").json().path("items"))
        .hasSize(2);
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
