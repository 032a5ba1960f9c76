package dev.loopline.serving.http;

import static dev.loopline.serving.http.InferProtocol.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.registry.Signature;
import dev.loopline.registry.Signature.Input;
import dev.loopline.serving.http.InferProtocol.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a request, from its columns.
 *
 * @param keys of the entities, where the request names them: an input {@code keys} that is not a
 *     feature of the model
 */
record Tensors(List<Map<String, JsonNode>> rows, @Nullable List<String> keys) {
  private static final String KEYS = "keys";
  private static final int MOST_ROWS = 10_000;
  private static final Set<String> NUMBERS =
      Set.of(
          "FP64", "FP32", "INT64", "INT32", "INT16", "INT8", "UINT64", "UINT32", "UINT16", "UINT8",
          "BOOL");

  static Tensors of(Signature signature, List<Tensor> inputs) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (Tensor tensor : inputs) {
      if (byName.put(tensor.name(), tensor) != null) {
        throw invalid("Input '" + tensor.name() + "' is there twice; send each column once.");
      }
    }
    Set<String> names = signature.inputs().stream().map(Input::name).collect(Collectors.toSet());
    Tensor keys = names.contains(KEYS) ? null : byName.remove(KEYS);
    requireNames(names, byName.keySet());
    int count = flat(byName.values().iterator().next()).size();
    if (count == 0 || count > MOST_ROWS) {
      throw invalid("There are " + count + " rows; from 1 to " + MOST_ROWS + " are taken.");
    }
    Map<String, List<JsonNode>> columns = new HashMap<>();
    for (Input input : signature.inputs()) {
      columns.put(
          input.name(),
          column(Objects.requireNonNull(byName.get(input.name())), input.isText(), count));
    }
    List<Map<String, JsonNode>> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Map<String, JsonNode> row = new HashMap<>();
      for (var column : columns.entrySet()) {
        row.put(column.getKey(), column.getValue().get(i));
      }
      rows.add(row);
    }
    return new Tensors(rows, keys == null ? null : texts(column(keys, true, count)));
  }

  private static void requireNames(Set<String> names, Set<String> given) {
    List<String> missing = names.stream().filter(n -> !given.contains(n)).sorted().toList();
    List<String> unknown = given.stream().filter(n -> !names.contains(n)).sorted().toList();
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw invalid(
          "The model takes other inputs. Missing: " + missing + ". Unknown: " + unknown + ".");
    }
  }

  private static List<String> texts(List<JsonNode> values) {
    return values.stream().map(v -> v.isNull() ? "" : v.asText()).toList();
  }

  /** The protocol lets data be nested as the shape is, or flat. */
  private static List<JsonNode> flat(Tensor tensor) {
    List<JsonNode> flat = new ArrayList<>(tensor.data().size());
    for (JsonNode value : tensor.data()) {
      if (value != null && value.isArray()) {
        value.forEach(flat::add);
      } else {
        flat.add(value);
      }
    }
    return flat;
  }

  private static List<JsonNode> column(Tensor tensor, boolean text, int count) {
    List<JsonNode> values = flat(tensor);
    if (values.size() != count || !isColumn(tensor.shape(), count)) {
      throw invalid(
          "Input '"
              + tensor.name()
              + "' has shape "
              + tensor.shape()
              + " and "
              + values.size()
              + " values; ["
              + count
              + "] is expected, one value a row.");
    }
    boolean fits = text ? tensor.datatype().equals("BYTES") : NUMBERS.contains(tensor.datatype());
    if (!fits) {
      throw invalid(
          "Input '"
              + tensor.name()
              + "' is "
              + tensor.datatype()
              + "; "
              + (text ? "BYTES" : "a number such as FP64")
              + " is expected.");
    }
    for (JsonNode value : values) {
      boolean whole =
          value != null
              && !value.isContainerNode()
              && (value.isNull() || value.isTextual() == text);
      if (!whole) {
        throw invalid("Input '" + tensor.name() + "' holds " + value + ", not what it says.");
      }
    }
    return values;
  }

  /** {@code [n]}, or {@code [n, 1]} as some clients shape a column. */
  private static boolean isColumn(List<Integer> shape, int count) {
    return shape.equals(List.of(count)) || shape.equals(List.of(count, 1));
  }
}
