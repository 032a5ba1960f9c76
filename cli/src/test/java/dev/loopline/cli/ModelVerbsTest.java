package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelVerbsTest {
  private ServerFixture server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = new ServerFixture(folder);
    server.post("registered-models/create", "{'name':'forest','description':'of trees'}");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void modelsAreListed() {
    assertThat(server.run("models", "list").out()).contains("forest").contains("of trees");
    assertThat(server.run("models", "list", "--json").json().at("/items/0/name").asText())
        .isEqualTo("forest");
    assertThat(server.run("models", "list", "--query", "name = 'none'").out()).isEqualTo("None.\n");
  }
}
