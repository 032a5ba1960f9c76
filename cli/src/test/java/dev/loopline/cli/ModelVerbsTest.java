package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelVerbsTest {
  private ServerFixture server;
  private String run;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = new ServerFixture(folder);
    run = server.run("0", "owl", 1_700_000_000_000L);
    new MlflowContent(server)
        .put("0/" + run + "/artifacts/model/w.bin", "weights".getBytes(StandardCharsets.UTF_8));
    server.post("registered-models/create", "{'name':'forest','description':'of trees'}");
    for (int i = 0; i < 2; i++) {
      server.post(
          "model-versions/create",
          "{'name':'forest','source':'mlflow-artifacts:/0/%s/artifacts/model','run_id':'%s'}"
              .formatted(run, run));
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void modelsAndVersionsAreListedAndShown() {
    assertThat(server.run("models", "list").out()).contains("forest").contains("of trees");
    assertThat(server.run("models", "list", "--json").json().at("/items/0/name").asText())
        .isEqualTo("forest");
    assertThat(server.run("models", "list", "--query", "name = 'none'").out()).isEqualTo("None.\n");
    assertThat(server.run("models", "show", "forest").out()).contains("Description  of trees\n");
    JsonNode versions = server.run("models", "versions", "forest", "--json").json().path("items");
    assertThat(versions.at("/0/version").asInt()).isEqualTo(2);
    assertThat(server.run("models", "version", "forest", "1").out())
        .contains("Run          " + run + "\n");
    assertThat(server.run("models", "version", "forest", "9").error())
        .isEqualTo("loopline: Model forest has no version 9.\n");
    assertThat(server.run("models", "versions", "none").error())
        .isEqualTo("loopline: There is no model none.\n");
    assertThat(server.run("models", "version", "forest", "x").code()).isEqualTo(2);
  }

  @Test
  void aliasesStagesAndWhatWasInProduction() {
    assertThat(server.run("models", "alias", "forest", "best", "1").out())
        .isEqualTo("Alias best of forest names version 1.\n");
    assertThat(server.run("models", "list").out()).contains("best=1");
    assertThat(server.run("models", "alias", "forest", "best", "--delete").out())
        .isEqualTo("Alias best of forest is gone.\n");
    assertThat(server.run("models", "alias", "forest", "best").error()).contains("--delete");
    server.run("models", "stage", "forest", "1", "production");
    assertThat(server.run("models", "stage", "forest", "2", "Production", "--archive-others").out())
        .isEqualTo("Version 2 of forest is in PRODUCTION.\n");
    JsonNode at = server.run("models", "at", "forest", "--json").json().path("items");
    assertThat(at).hasSize(1);
    assertThat(at.at("/0/version").asInt()).isEqualTo(2);
    assertThat(server.run("models", "at", "forest", "2020-01-01T00:00:00Z").out())
        .isEqualTo("None.\n");
    assertThat(server.run("models", "at", "forest", "yesterday").error()).contains("'yesterday'");
    assertThat(server.run("models", "history", "forest").out())
        .contains("staged")
        .contains("aliased")
        .contains("registered");
  }

  @Test
  void cardsAreWrittenFromAFile(@TempDir Path folder) throws Exception {
    Path card = Files.writeString(folder.resolve("card.json"), "{\"owner\":\"ann\"}");

    assertThat(server.run("models", "card", "show", "forest", "1").error()).contains("no card yet");
    assertThat(server.run("models", "card", "set", "forest", "1", card.toString()).out())
        .isEqualTo("The card of version 1 of forest has revision 1.\n");
    assertThat(server.run("models", "card", "show", "forest", "1").out()).contains("ann\n");
    Files.writeString(card, "{oops");
    assertThat(server.run("models", "card", "set", "forest", "1", card.toString()).error())
        .contains("is no JSON")
        .hasLineCount(1);
  }

  @Test
  void promotionsThatAreRefusedSayWhy() {
    assertThat(server.run("models", "promote", "forest", "1").error())
        .contains("A promotion rests on evidence");
    assertThat(server.run("models", "promote", "forest", "1", "--reason", "better").error())
        .contains("forest version 1 was registered through MLflow");
    assertThat(server.run("models", "approve", "forest", "1").error())
        .contains("Nobody asked for the promotion of forest version 1");
    assertThat(server.run("models", "refuse", "forest", "1").code()).isEqualTo(1);
  }

  @Test
  void aVersionsFilesAreDownloaded(@TempDir Path to) throws Exception {
    assertThat(server.run("models", "download", "forest", "1", "--to", to.toString()).out())
        .isEqualTo("1 file, 7 B, in " + to + ".\n");
    assertThat(Files.readString(to.resolve("w.bin"))).isEqualTo("weights");
  }

  @Test
  void webhooksAndTracesAreListed() {
    assertThat(server.run("webhooks", "list").out()).isEqualTo("None.\n");
    assertThat(server.run("traces", "list", "--json").json().path("items")).isEmpty();
    assertThat(server.run("traces", "show", "tr-none").code()).isEqualTo(1);
  }
}
