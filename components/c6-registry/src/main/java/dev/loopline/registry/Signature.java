package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model takes and gives: named columns in the order in which its tensor holds them. A text
 * is a category's index in the tensor; one that training did not know is missing there, as an
 * absent number is.
 */
public record Signature(List<Input> inputs, String output) {
  public Signature {
    inputs = List.copyOf(inputs);
  }

  /**
   * One column.
   *
   * @param type {@code number} or {@code string}
   * @param categories of a string: what training knew, in the order of their codes; else empty
   */
  public record Input(String name, String type, List<String> categories) {
    public Input {
      categories = List.copyOf(categories);
    }

    public boolean isText() {
      return type.equals("string");
    }
  }

  public List<String> names() {
    return inputs.stream().map(Input::name).toList();
  }

  /** A way to encode many rows: the categories are indexed once. */
  public Encoder encoder() {
    List<Map<String, Float>> codes = new ArrayList<>();
    for (Input input : inputs) {
      Map<String, Float> byName = new java.util.HashMap<>();
      for (int i = 0; i < input.categories().size(); i++) {
        byName.put(input.categories().get(i), (float) i);
      }
      codes.add(byName);
    }
    return new Encoder(this, codes);
  }

  /** Turns named values into the row that the model sees. Immutable. */
  public static final class Encoder {
    private final Signature signature;
    private final List<Map<String, Float>> codes;

    private Encoder(Signature signature, List<Map<String, Float>> codes) {
      this.signature = signature;
      this.codes = codes;
    }

    /** A row in the signature's order; what is absent or null is NaN. */
    public float[] encode(Map<String, JsonNode> values) {
      float[] row = new float[codes.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = encode(i, values.get(signature.inputs().get(i).name()));
      }
      return row;
    }

    /** A text's code, or NaN where training did not know it. */
    public float text(int column, String value) {
      return codes.get(column).getOrDefault(value, Float.NaN);
    }

    private float encode(int column, @org.jspecify.annotations.Nullable JsonNode value) {
      if (value == null || value.isNull()) {
        return Float.NaN;
      }
      Input input = signature.inputs().get(column);
      if (input.isText()) {
        return text(column, value.asText());
      }
      if (value.isNumber()) {
        return (float) value.doubleValue();
      }
      if (value.isBoolean()) {
        return value.booleanValue() ? 1 : 0;
      }
      throw new LooplineException(
          RegistryError.VALUE_INVALID,
          "Input '" + input.name() + "' is " + value + "; the model takes a number there.");
    }
  }
}
