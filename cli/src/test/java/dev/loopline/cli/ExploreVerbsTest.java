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
class ExploreVerbsTest {
  private ServerFixture server;
  private MlflowContent.Made made;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new ServerFixture(folder);
    made = new MlflowContent(server).fill();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void runsAreSearchedCountedAndShownInChosenColumns() {
    assertThat(server.run("search", "runs", "metrics.loss < 1", "--count").out()).isEqualTo("2\n");
    assertThat(
            server
                .run(
                    "search",
                    "runs",
                    "status = 'FAILED'",
                    "--columns",
                    "run_id, metrics.loss",
                    "--order",
                    "metrics.loss DESC")
                .out())
        .startsWith("run_id ")
        .contains(made.child());
    JsonNode found = server.run("search", "runs", "--limit", "1", "--json").json();
    assertThat(found.path("items")).hasSize(1);
    assertThat(found.path("next").asText()).isNotEmpty();
    assertThat(server.run("search").out()).contains("runs").contains("models");
    assertThat(server.run("search", "runs", "metrics.loss <").error()).hasLineCount(1);
    assertThat(server.run("search", "wheels").code()).isEqualTo(1);
  }

  @Test
  void lineageIsATree() {
    String tree = server.run("lineage", "run", made.parent()).out();

    assertThat(tree).startsWith("run ").contains(made.model());
    assertThat(server.run("lineage", "run", made.parent(), "--json").json().path("nodes"))
        .isNotEmpty();
    assertThat(server.run("lineage", "run", made.parent(), "--direction", "up").error())
        .isEqualTo("loopline: --direction is 'up'; take back, forward or both.\n");
  }

  @Test
  void aCollectionSaysWhatItWouldRemove() {
    assertThat(server.run("gc", "--dry-run").out())
        .startsWith("Would remove ")
        .contains("runs")
        .endsWith(".\n");
    JsonNode report = server.run("gc", "--dry-run", "--older-than", "30d", "--json").json();
    assertThat(report.path("dryRun").asBoolean()).isTrue();
    assertThat(report.at("/removed/runs").asInt()).isZero();
    assertThat(server.run("gc", "--older-than", "soon").error()).contains("'soon'");
  }
}
