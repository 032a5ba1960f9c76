package dev.loopline.training.internal;

import dev.loopline.features.TrainingTable;
import dev.loopline.features.TrainingTable.NumberColumn;
import dev.loopline.features.TrainingTable.TextColumn;
import dev.loopline.registry.Signature;
import dev.loopline.registry.Signature.Input;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a table's columns become a model's tensor: numbers first, then texts, each by name. A text is
 * coded by its place among the categories ordered by their smoothed share of positives, so that a
 * tree can part likely from unlikely with one threshold. Categories too rare to be ranked are left
 * out, and are missing values to the model.
 */
final class Encoding {
  /** Fewer rows say too little of a category's share. */
  private static final int RARE = 20;

  /** As many rows of the average are mixed into each category's share. */
  private static final double SMOOTHING = 20;

  private Encoding() {}

  /** The signature that the first {@code rows} rows of a table teach. */
  static Signature learn(TrainingTable table, int rows) {
    List<Input> inputs = new ArrayList<>();
    table.numbers().stream()
        .sorted(Comparator.comparing(NumberColumn::name))
        .forEach(c -> inputs.add(new Input(c.name(), "number", List.of())));
    double average = 0;
    for (int i = 0; i < rows; i++) {
      average += table.labels()[i];
    }
    double prior = average / rows;
    table.texts().stream()
        .sorted(Comparator.comparing(TextColumn::name))
        .forEach(
            c -> inputs.add(new Input(c.name(), "string", ranked(c, table.labels(), rows, prior))));
    return new Signature(inputs, "probability");
  }

  private static List<String> ranked(TextColumn column, int[] labels, int rows, double prior) {
    Map<String, long[]> seen = new HashMap<>();
    for (int i = 0; i < rows; i++) {
      String value = column.values()[i];
      if (value != null) {
        long[] counts = seen.computeIfAbsent(value, v -> new long[2]);
        counts[0]++;
        counts[1] += labels[i];
      }
    }
    return seen.entrySet().stream()
        .filter(e -> e.getValue()[0] >= RARE)
        .sorted(
            Comparator.comparingDouble(
                    (Map.Entry<String, long[]> e) ->
                        (e.getValue()[1] + SMOOTHING * prior) / (e.getValue()[0] + SMOOTHING))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Rows {@code from} to {@code to} as the model sees them, row by row in one array. */
  static float[] encode(TrainingTable table, Signature signature, int from, int to) {
    int width = signature.inputs().size();
    float[] data = new float[(to - from) * width];
    Signature.Encoder encoder = signature.encoder();
    Map<String, double[]> numbers = new HashMap<>();
    table.numbers().forEach(c -> numbers.put(c.name(), c.values()));
    Map<String, String[]> texts = new HashMap<>();
    table.texts().forEach(c -> texts.put(c.name(), c.values()));
    for (int c = 0; c < width; c++) {
      Input input = signature.inputs().get(c);
      for (int i = from; i < to; i++) {
        float value;
        if (input.isText()) {
          String text = texts.get(input.name())[i];
          value = text == null ? Float.NaN : encoder.text(c, text);
        } else {
          value = (float) numbers.get(input.name())[i];
        }
        data[(i - from) * width + c] = value;
      }
    }
    return data;
  }
}
