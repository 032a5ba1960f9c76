package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.Workflows;
import dev.loopline.workflow.assembly.WorkflowFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineVerbsTest {
  private ServerFixture server;

  @BeforeEach
  void start(@TempDir Path folder) {
    try (Kernel kernel = Engine.SQLITE.kernel(folder, WallClock.system(), "workflow");
        Workflows workflows = WorkflowFactory.open(kernel, WorkflowFactory.Options.standard())) {
      String yaml =
          """
          name: nightly
          on: [{cron: "0 3 * * *"}]
          parameters: {trees: 100, note: ""}
          tasks: [{id: a, uses: command, with: {run: ["true"]}}]
          """;
      workflows.apply(
          "hotel", "c1", null, List.of(workflows.read(Yaml.parse("pipelines/p.yaml", yaml))));
    }
    server = new ServerFixture(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pipelinesArePausedResumedAndRun() {
    assertThat(server.run("pipelines", "list", "hotel").out()).contains("nightly", "T03:00:00Z");
    assertThat(server.run("pipelines", "pause", "hotel", "nightly").code()).isEqualTo(2);
    assertThat(server.run("pipelines", "pause", "hotel", "nightly", "--reason", "moving").out())
        .isEqualTo("The pipeline nightly of hotel is paused.\n");
    assertThat(server.run("pipelines", "list", "hotel").out()).contains("moving");
    assertThat(
            server.run("pipelines", "list", "hotel", "--json").json().at("/items/0/paused/reason"))
        .hasToString("\"moving\"");
    assertThat(server.run("pipelines", "resume", "hotel", "nightly").out())
        .isEqualTo("The pipeline nightly of hotel is resumed.\n");
    assertThat(server.run("pipelines", "pause", "hotel", "nigthly", "--reason", "x").error())
        .contains("Did you mean 'nightly'?")
        .hasLineCount(1);

    JsonNode run =
        server
            .run(
                "pipelines",
                "run",
                "hotel",
                "nightly",
                "--parameter",
                "trees=200",
                "--parameter",
                "note=a b",
                "--json")
            .json();
    assertThat(run.path("parameters")).isEqualTo(Json.parse("{\"trees\": 200, \"note\": \"a b\"}"));
    assertThat(server.run("pipelines", "run", "hotel", "nightly").error())
        .contains("runs already (" + run.path("id").asText() + ")");
  }

  @Test
  void slotsOfThePastAreListedAndRun() {
    String[] range = {
      "pipelines",
      "backfill",
      "hotel",
      "nightly",
      "--from",
      "2026-01-01T00:00:00Z",
      "--until",
      "2026-01-03T00:00:00Z"
    };

    assertThat(server.run(and(range, "--dry-run")).out())
        .contains("2026-01-01T03:00:00Z  MISSING", "2026-01-02T03:00:00Z  MISSING");
    assertThat(server.run(and(range, "--json")).json().path("slots")).hasSize(2);
    assertThat(server.run(range).error()).contains("All 2 slots").hasLineCount(1);
    assertThat(server.run(and(range, "--parallel", "0")).error()).contains("between 1 and 100");
  }

  private static String[] and(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }
}
