package dev.loopline.training.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.TrainingTable;
import dev.loopline.features.assembly.TrainingTables;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Signature;
import dev.loopline.training.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training child as the worker starts it: a process of its own in a folder of its own. */
class TrainingChildTest {
  @TempDir Path folder;

  private Process start() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            TrainingChild.class.getName())
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }

  @Test
  void itLeavesAModelThatFitsItsResult() throws Exception {
    TrainingRehearsal.prepare(folder, 3000);
    Process child = start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said).contains("3000 rows: ", "trial 2 of 2: AUC ");

    JsonNode result = Json.parse(Files.readString(folder.resolve("result.json")));
    for (Iterator<JsonNode> names = result.path("files").elements(); names.hasNext(); ) {
      assertThat(folder.resolve(names.next().asText())).isNotEmptyFile();
    }
    TrainingResult outputs = Json.convert(result.path("outputs"), TrainingResult.class);
    assertThat(outputs.signature().names()).containsExactly("n", "t");
    assertThat(outputs.metrics().get("test_auc")).isGreaterThan(0.9);
    assertThat(Arrays.stream(scoresOf(outputs.signature())))
        .hasSize(3000)
        .allMatch(score -> score > 0 && score < 1);
  }

  private double[] scoresOf(Signature signature) throws Exception {
    TrainingTable table = TrainingTables.read(folder.resolve(TrainingChild.DATA));
    assertThat(table.ripe()).isSorted();
    assertThat(table.texts().getFirst().categories()).containsExactly("a", "b", "c", "d", "e");
    int rows = table.rows();
    return OnnxScorer.score(
        Files.readAllBytes(folder.resolve("model.onnx")),
        new Rows(Encoding.encode(table, signature, 0, rows), 2, new float[rows], new float[rows]));
  }

  @Test
  void tooLittleDataEndsItWithTheReasonAndNothingLeft() throws Exception {
    TrainingRehearsal.prepare(folder, 0);
    Process child = start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isEqualTo(1);
    assertThat(said).contains("The training set has 0 rows").doesNotContain("Exception");
    assertThat(folder.resolve("result.json")).doesNotExist();
  }
}
