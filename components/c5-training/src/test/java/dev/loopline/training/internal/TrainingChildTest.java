package dev.loopline.training.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.TrainingTable;
import dev.loopline.features.assembly.TrainingTables;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Signature;
import dev.loopline.training.TrainingResult;
import dev.loopline.training.TrainingTask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training child as the worker starts it: a process of its own in a folder of its own. */
class TrainingChildTest {
  @TempDir Path folder;

  private void prepare(int rows) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          copy (
            select 'k' || i as key, timestamp '2016-01-01' + to_hours(i) as event_time,
              timestamp '2016-02-01' + to_hours((i * 7919) %% 5000) as ripe_at,
              (i * 37 %% 101)::double as n,
              case when i %% 11 = 0 then null else chr(97 + (i * 13 %% 5)::integer) end as t,
              ((i * 37 %% 101) > 50 or i %% 17 = 0)::integer as label
            from range(%d) r(i))
          to '%s' (format parquet)
          """
              .formatted(rows, folder.resolve(TrainingChild.DATA)));
    }
    Files.writeString(
        folder.resolve("task.json"), Json.write(new TrainingTask(7, 2, 20, 5, 30, 30, 90, 1)));
  }

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
    prepare(3000);
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
    prepare(0);
    Process child = start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isEqualTo(1);
    assertThat(said).contains("The training set has 0 rows").doesNotContain("Exception");
    assertThat(folder.resolve("result.json")).doesNotExist();
  }
}
