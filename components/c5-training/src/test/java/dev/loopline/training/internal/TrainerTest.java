package dev.loopline.training.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.features.TrainingTable;
import dev.loopline.features.TrainingTable.NumberColumn;
import dev.loopline.features.TrainingTable.TextColumn;
import dev.loopline.training.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
        List.of(new TextColumn("t", text)));
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
    float[] data = Encoding.encode(other, trained.result().signature(), 0, 5000);
    Rows rows = new Rows(data, 2, new float[5000], new float[5000]);
    double[] scores = OnnxScorer.score(trained.onnx(), rows);

    assertThat(java.util.Arrays.stream(scores)).allMatch(score -> score > 0 && score < 1);
    for (int i = 0; i < trained.sample().rows().length; i++) {
      Rows one = new Rows(trained.sample().rows()[i], 2, new float[1], new float[1]);
      assertThat(OnnxScorer.score(trained.onnx(), one)[0]).isEqualTo(trained.sample().scores()[i]);
    }
    assertThat(trained.baseline().features()).hasSize(2);
    assertThat(trained.heldOut().keys()).hasSize(720).endsWith("k2999");
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
    assertThatThrownBy(() -> new Trainer(TASK, line -> {}).train(table(100)))
        .hasMessageContaining("has 100 rows")
        .hasMessageContaining("Wait for more labels");
  }

  @Test
  void aSettingOutOfRangeIsNamed() {
    assertThatThrownBy(() -> new TrainingTask(1, 0, 10, 5, 30, 30, 0, 1))
        .hasMessage("The training's trials must be from 1 to 200.");
  }
}
