package dev.loopline.training.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.loopline.features.TrainingTable;
import dev.loopline.features.TrainingTable.NumberColumn;
import dev.loopline.features.TrainingTable.TextColumn;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.Signature;
import dev.loopline.training.TrainingTask;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final TrainingTask TASK = new TrainingTask(7, 2, 40, 5, 30, 30, 0, 2);

  /** The outcome hangs on both a number and a category; both have gaps. */
  private static TrainingTable table(int rows) {
    SplittableRandom random = new SplittableRandom(1);
    String[] keys = new String[rows];
    long[] times = new long[rows];
    int[] labels = new int[rows];
    double[] number = new double[rows];
    String[] text = new String[rows];
    for (int i = 0; i < rows; i++) {
      keys[i] = "k" + i;
      times[i] = i * 3_600_000L;
      number[i] = random.nextInt(20) == 0 ? Double.NaN : random.nextDouble() * 10;
      text[i] = random.nextInt(20) == 0 ? null : String.valueOf((char) ('a' + random.nextInt(6)));
      double score =
          (Double.isNaN(number[i]) ? 0 : number[i] - 5)
              + (text[i] == null ? 0 : (text[i].charAt(0) % 3 - 1) * 2);
      labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
    }
    return new TrainingTable(
        keys,
        times,
        times,
        labels,
        List.of(new NumberColumn("n", number)),
        List.of(column("t", text)));
  }

  private static TextColumn column(String name, String[] values) {
    List<String> categories =
        Arrays.stream(values).filter(Objects::nonNull).distinct().sorted().toList();
    int[] codes =
        Arrays.stream(values)
            .mapToInt(v -> v == null ? TextColumn.MISSING : categories.indexOf(v))
            .toArray();
    return new TextColumn(name, categories, codes);
  }

  @Test
  void theSameDataAndTaskGiveTheSameBytesAndAModelThatKnowsSomething() throws Exception {
    List<String> log = new ArrayList<>();
    Trainer.Trained first = new Trainer(TASK, log::add).train(table(4000));
    Trainer.Trained second = new Trainer(TASK, line -> {}).train(table(4000));

    assertThat(first.onnx()).isEqualTo(second.onnx());
    assertThat(first.nativeModel()).isEqualTo(second.nativeModel());
    assertThat(first.result().metrics().get("test_auc")).isGreaterThan(0.9);
    assertThat(first.result().metrics().get("onnx_largest_difference")).isLessThan(1e-6);
    assertThat(first.result().trials()).hasSize(2);
    assertThat(first.result().signature().names()).containsExactly("n", "t");
    assertThat(log).anyMatch(line -> line.startsWith("trial 2 of 2: AUC 0."));
  }

  @Test
  void theExportScoresEveryRowAsTheTrainedModelDoesGapsIncluded() throws Exception {
    Trainer.Trained trained = new Trainer(TASK, line -> {}).train(table(3000));
    TrainingTable other = table(5000);
    Rows rows =
        new Rows(
            Encoding.encode(other, trained.result().signature(), 0, 5000),
            2,
            new float[5000],
            new float[5000]);
    double[] exported = OnnxScorer.score(trained.onnx(), rows);
    float[][] original = nativeScores(trained.nativeModel(), rows);

    for (int i = 0; i < exported.length; i++) {
      assertThat(exported[i]).isCloseTo(original[i][0], offset(1e-5));
    }
    assertThat(Arrays.stream(exported).distinct().count()).isGreaterThan(100);
    for (int i = 0; i < trained.sample().rows().length; i++) {
      Rows one = new Rows(trained.sample().rows()[i], 2, new float[1], new float[1]);
      assertThat(OnnxScorer.score(trained.onnx(), one)[0]).isEqualTo(trained.sample().scores()[i]);
    }
  }

  private static float[][] nativeScores(byte[] model, Rows rows) throws Exception {
    Booster booster = XGBoost.loadModel(new ByteArrayInputStream(model));
    DMatrix matrix = new DMatrix(rows.data(), rows.count(), rows.width(), Float.NaN);
    try {
      return booster.predict(matrix);
    } finally {
      matrix.dispose();
      booster.dispose();
    }
  }

  @Test
  void theBaselineOfPredictionsIsOfRowsThatTheirModelHadNotSeen() throws Exception {
    Trainer.Trained trained = new Trainer(TASK, line -> {}).train(table(3000));

    assertThat(trained.heldOut().keys()).hasSize(720).endsWith("k2999");
    assertThat(trained.baseline().features()).hasSize(2);
    assertThat(Arrays.stream(trained.baseline().prediction().counts()).sum()).isEqualTo(720);
    long[] counts = trained.baseline().prediction().counts().clone();
    for (double score : trained.heldOut().scores()) {
      counts[trained.baseline().prediction().bin(score)]--;
    }
    assertThat(counts).containsOnly(0);
  }

  @Test
  void servingEncodesARowAsTrainingDid() {
    TrainingTable table = table(2000);
    Signature signature = Encoding.learn(table, 1000);
    float[] encoded = Encoding.encode(table, signature, 0, 2000);
    Signature.Encoder serving = signature.encoder();
    for (int i = 0; i < 2000; i++) {
      double number = table.numbers().getFirst().values()[i];
      TextColumn text = table.texts().getFirst();
      Map<String, JsonNode> row = new HashMap<>();
      row.put("n", Double.isNaN(number) ? NullNode.getInstance() : Json.tree(number));
      if (text.codes()[i] != TextColumn.MISSING) {
        row.put("t", Json.tree(text.categories().get(text.codes()[i])));
      }
      assertThat(serving.encode(row))
          .containsExactly(Arrays.copyOfRange(encoded, 2 * i, 2 * i + 2));
    }
  }

  @Test
  void anExportThatScoresOtherwiseIsRefused() {
    assertThatThrownBy(() -> Trainer.requireEqual(new double[] {0.5}, new double[] {0.50002}))
        .hasMessageContaining("differs by 2.0");
    assertThatThrownBy(() -> Trainer.requireEqual(new double[] {0.5}, new double[] {Double.NaN}))
        .hasMessageContaining("differs");
  }

  @Test
  void tooFewRowsOrOneClassAreRefusedWithTheRemedy() {
    for (int rows : new int[] {0, 1, 100}) {
      assertThatThrownBy(() -> new Trainer(TASK, line -> {}).train(table(rows)))
          .hasMessage(
              "The training set has "
                  + rows
                  + " rows; at least 200 rows of both classes are needed. Wait for more labels or"
                  + " train on a longer history.");
    }
    TrainingTable one = table(500);
    Arrays.fill(one.labels(), 1);
    assertThatThrownBy(() -> new Trainer(TASK, line -> {}).train(one))
        .hasMessageContaining("first 281 rows 281 are positive")
        .hasMessageContaining("Wait for more labels");
  }

  @Test
  void aSettingOutOfRangeIsNamed() {
    assertThatThrownBy(() -> new TrainingTask(1, 0, 10, 5, 30, 30, 0, 1))
        .hasMessage("The training's trials must be from 1 to 200.");
  }
}
