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
import java.util.Objects;
import java.util.stream.IntStream;

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
    int[] seen = new int[column.categories().size()];
    int[] positive = new int[seen.length];
    for (int i = 0; i < rows; i++) {
      int code = column.codes()[i];
      if (code != TextColumn.MISSING) {
        seen[code]++;
        positive[code] += labels[i];
      }
    }
    return IntStream.range(0, seen.length)
        .filter(code -> seen[code] >= RARE)
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                    (Integer code) ->
                        (positive[code] + SMOOTHING * prior) / (seen[code] + SMOOTHING))
                .thenComparing(column.categories()::get))
        .map(column.categories()::get)
        .toList();
  }

  /** Rows {@code from} to {@code to} as the model sees them, row by row in one array. */
  static float[] encode(TrainingTable table, Signature signature, int from, int to) {
    int width = signature.inputs().size();
    float[] data = new float[(to - from) * width];
    Signature.Encoder encoder = signature.encoder();
    Map<String, NumberColumn> numbers = new HashMap<>();
    table.numbers().forEach(c -> numbers.put(c.name(), c));
    Map<String, TextColumn> texts = new HashMap<>();
    table.texts().forEach(c -> texts.put(c.name(), c));
    for (int c = 0; c < width; c++) {
      Input input = signature.inputs().get(c);
      if (input.isText()) {
        fill(data, c, width, Objects.requireNonNull(texts.get(input.name())), encoder, from, to);
      } else {
        double[] values = Objects.requireNonNull(numbers.get(input.name())).values();
        for (int i = from, at = c; i < to; i++, at += width) {
          data[at] = (float) values[i];
        }
      }
    }
    return data;
  }

  private static void fill(
      float[] data,
      int place,
      int width,
      TextColumn column,
      Signature.Encoder encoder,
      int from,
      int to) {
    float[] values = new float[column.categories().size()];
    for (int code = 0; code < values.length; code++) {
      values[code] = encoder.text(place, column.categories().get(code));
    }
    for (int i = from, at = place; i < to; i++, at += width) {
      int code = column.codes()[i];
      data[at] = code == TextColumn.MISSING ? Float.NaN : values[code];
    }
  }
}
