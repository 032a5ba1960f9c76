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
    assertThat(second.at("/versions/unchanged").asInt()).isEqualTo(4);
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
}
