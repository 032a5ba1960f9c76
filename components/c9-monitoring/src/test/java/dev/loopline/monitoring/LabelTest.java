package dev.loopline.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Kernel;
import dev.loopline.testkit.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outcomes: what they belong to, what a correction changes, and when they count. */
class LabelTest extends Monitored {
  @ParameterizedTest
  @EnumSource
  void aLabelAgainIsANoOpAndAChangedOneACorrection(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Labels labels = open(kernel).labels();
      Label kept = new Label("a", true, START);
      assertThat(labels.record("hotel", List.of(kept, new Label("b", false, START))))
          .isEqualTo(new LabelReceipt(2, 0, 0));
      assertThat(labels.record("hotel", List.of(kept))).isEqualTo(new LabelReceipt(0, 1, 0));
      assertThat(labels.record("hotel", List.of(new Label("a", false, START))))
          .isEqualTo(new LabelReceipt(0, 0, 1));
      assertThat(labels.find("hotel", "a")).contains(new Label("a", false, START));
      assertThat(types(kernel, "monitoring.data."))
          .containsExactly("monitoring.data.arrived", "monitoring.data.arrived");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCorrectionChangesNothingOfWhatWasKnownBefore(Engine engine) {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Labels labels = open(kernel).labels();
      Instant later = START.plus(Duration.ofDays(10));
      labels.record("hotel", List.of(new Label("a", true, START), new Label("b", true, later)));
      labels.record("hotel", List.of(new Label("a", false, later), new Label("b", false, START)));
      assertThat(labels.knownAt("hotel", START.plusSeconds(1), "", 10))
          .containsExactly(new Label("a", true, START), new Label("b", false, START));
      assertThat(labels.knownAt("hotel", later, "", 10))
          .containsExactly(new Label("a", false, later), new Label("b", true, later));
      assertThat(labels.find("hotel", "b")).contains(new Label("b", true, later));
      assertThat(labels.knownAt("hotel", later, "a", 10)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLabelOfAPredictionIsThatPredictionsAlone(Engine engine) throws InterruptedException {
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel);
      for (int i = 0; i < 4; i++) {
        endpoint.predict("k" + i / 2, START, i / 4f, 0);
      }
      Labels labels = monitoring.labels();
      labels.record("hotel", List.of(new Label("k0", false, START), new Label("k1", true, START)));
      labels.record("hotel", List.of(new Label("", "p1", true, START)));
      advance(kernel, START.plus(Duration.ofDays(2)));
      // By key: 0, 0.25 false and 0.5, 0.75 true. By its own label the second is true.
      Performance.Month month = monitoring.monitors().performance("hotel", "e").months().getFirst();
      assertThat(month.labels()).isEqualTo(4);
      assertThat(month.loop()).isEqualTo(1.0);
      labels.record("hotel", List.of(new Label("k1", false, START)));
      assertThat(monitoring.monitors().performance("hotel", "e").months().getFirst().loop())
          .isEqualTo(1 / 3.0);
      // Trainings take one label for a key: that of the key, where there is one.
      assertThat(labels.knownAt("hotel", START, "", 10))
          .extracting(Label::positive)
          .containsExactly(false, false);
      assertThatThrownBy(
              () -> labels.record("hotel", List.of(new Label("", "prd-0-0-0", true, START))))
          .hasMessageContaining("has made no prediction 'prd-0-0-0'");
      assertThatThrownBy(() -> labels.record("hotel", List.of(new Label("k1", "p0", true, START))))
          .hasMessageContaining("Prediction p0 is of key k0, not k1");
      assertThatThrownBy(() -> labels.record("motel", List.of(new Label("k1", true, START))))
          .hasMessageContaining("motel");
    }
  }

  @ParameterizedTest
  @EnumSource
  void onlyRipeRowsWithKnownLabelsMakePerformanceAndTheServedScoreCounts(Engine engine)
      throws InterruptedException {
    String yaml = YAML.replace("{afterDays: 1}", "{afterDays: 1, feature: stay}");
    try (Kernel kernel = engine.kernel(folder, "product", "monitoring")) {
      Monitoring monitoring = open(kernel, yaml);
      Instant row = START.minus(Duration.ofDays(3));
      for (int i = 0; i < 40; i++) {
        // Champion: wrong way round. Half of the answers are the challenger's, which is right.
        float x = i < 20 ? 0.75f : 0.25f;
        endpoint.predict("k" + i, START, row, x, 1 - x, Endpoint.stay(3), i % 2 == 0 ? 2 : 1);
      }
      endpoint.predict("unripe", START, row, 0.5f, 0.5f, Endpoint.stay(30), 0);
      endpoint.predict("text", START, row, 0.5f, 0.5f, Endpoint.stay("long"), 0);
      endpoint.predict("none", START, START, 0.5f, 0.5f, Map.of(), 0);
      endpoint.predict("future", START, row, 0.5f, 0.5f, Endpoint.stay(3), 0);
      List<Label> labels = new ArrayList<>();
      for (int i = 0; i < 44; i++) {
        boolean future = i == 43;
        String key = endpoint.log.get(i).key();
        labels.add(
            new Label(
                key, i >= 20, future ? START.plus(Duration.ofDays(90)) : START.plusSeconds(1)));
      }
      monitoring.labels().record("hotel", labels);
      advance(kernel, START.plus(Duration.ofDays(1)));
      Performance.Month month = monitoring.monitors().performance("hotel", "e").months().getFirst();
      assertThat(month.predictions()).isEqualTo(44);
      // Three days and one after the row's own time, not the prediction's.
      assertThat(month.labels()).isEqualTo(40);
      assertThat(month.loop()).isEqualTo(0.5);
      assertThat(month.first()).isEqualTo(0.0);
      advance(kernel, START.plus(Duration.ofDays(400)));
      assertThat(monitoring.monitors().performance("hotel", "e").months().getFirst().labels())
          .isEqualTo(42);
    }
  }
}
