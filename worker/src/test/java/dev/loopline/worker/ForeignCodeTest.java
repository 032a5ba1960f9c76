package dev.loopline.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.workflow.RunView;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a product's own commands may see, say and hand over. */
class ForeignCodeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aCommandSeesItsProductsFilesAndNeitherTheDataNorTheServer(Engine engine) throws Exception {
    assumeThat(Sandbox.find().isolates()).as("bubblewrap works here").isTrue();
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      Path secret = Files.writeString(folder.resolve("data/secret"), "of the server");
      String tell =
          "cat tool; ./tool; cat %s; (echo > /dev/tcp/127.0.0.1/%s) && echo called; ls /root /home"
              .formatted(secret, URI.create(s.server.url()).getPort());
      s.apply(
          s.artifact(),
          """
          name: p
          tasks:
            - {id: alone, uses: command, with: {run: [bash, -c, "%1$s; exit 0"]}}
            - {id: open, uses: command, with: {network: true, run: [bash, -c, "%1$s; exit 0"]}}
          """
              .formatted(tell));
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.state()).as(s.describe(run)).isEqualTo("SUCCEEDED");
      assertThat(s.log(run, "alone"))
          .contains("tool runs", "secret: No such file")
          .doesNotContain("of the server", "called", "not isolated");
      assertThat(s.log(run, "open")).contains("called").doesNotContain("of the server");
      assertThat(run.tasks().getFirst().outputs().toString())
          .as("a result.json of the repository is not the attempt's")
          .isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLineWithoutEndCostsNoMemoryAndALogOfAnyLengthEnds(Engine engine) throws Exception {
    try (WorkerServer s = new WorkerServer(engine, folder);
        Worker _ = s.worker()) {
      s.apply(
          """
          name: p
          tasks:
            - {id: line, uses: command, with: {run: [sh, -c, "yes xxxxxxx | tr -d '[:space:]' | head -c 200000000; echo; echo after"]}}
            - {id: lines, uses: command, with: {run: [sh, -c, "yes | head -n 200000; echo after"]}}
          """);
      RunView run = s.awaitEnd(s.start("p"));

      assertThat(run.state()).as(s.describe(run)).isEqualTo("SUCCEEDED");
      assertThat(s.log(run, "line"))
          .hasSizeLessThan(9_000)
          .contains("xxx… (199992000 more characters)")
          .endsWith("after\n");
      assertThat(s.log(run, "lines")).endsWith("y\nafter\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "mkfifo result.json | result.json is no plain file",
        "ln -s /dev/zero result.json | The path 'result.json' is refused: 'result.json' is a symbolic",
        "head -c 2000000 /dev/zero > result.json | result.json has more than 1 MiB",
        "ln -s /etc/passwd f; echo '{\"files\":{\"f\":\"f\"}}' > result.json | The path 'f' is refused",
        "ln -s /etc d; echo '{\"files\":{\"f\":\"d/passwd\"}}' > result.json"
            + " | The path 'd/passwd' is refused",
        "echo '{\"files\":{\"f\":\"nothing\"}}' > result.json | the file nothing is not there"
      })
  void aResultThatIsNoPlainFileFailsTheAttemptAtOnce(String script, String error) throws Exception {
    try (WorkerServer s = new WorkerServer(Engine.SQLITE, folder);
        Worker _ = s.worker()) {
      String run = Json.write(List.of("sh", "-c", script));
      s.apply("name: p\ntasks: [{id: a, uses: command, with: {run: " + run + "}}]\n");
      RunView view = s.awaitEnd(s.start("p"));

      assertThat(view.tasks().getFirst().error()).startsWith(error);
    }
  }
}
