package dev.loopline.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.Signature;
import dev.loopline.registry.Signature.Input;
import dev.loopline.serving.ServingError;
import dev.loopline.serving.http.InferRoutes.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns columns of the protocol into rows. */
final class Tensors {
  private static final int MOST_ROWS = 10_000;
  private static final Set<String> NUMBERS =
      Set.of(
          "FP64", "FP32", "INT64", "INT32", "INT16", "INT8", "UINT64", "UINT32", "UINT16", "UINT8",
          "BOOL");

  private Tensors() {}

  static List<Map<String, JsonNode>> rows(Signature signature, @Nullable List<Tensor> inputs) {
    Map<String, Tensor> byName = new HashMap<>();
    for (Tensor tensor : inputs == null ? List.<Tensor>of() : inputs) {
      byName.put(tensor.name(), tensor);
    }
    Set<String> names = signature.inputs().stream().map(Input::name).collect(Collectors.toSet());
    List<String> missing = names.stream().filter(n -> !byName.containsKey(n)).sorted().toList();
    List<String> unknown =
        byName.keySet().stream().filter(n -> !names.contains(n)).sorted().toList();
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw invalid(
          "The model takes other inputs. Missing: " + missing + ". Unknown: " + unknown + ".");
    }
    int count = byName.values().iterator().next().data().size();
    if (count == 0 || count > MOST_ROWS) {
      throw invalid("There are " + count + " rows; from 1 to " + MOST_ROWS + " are taken.");
    }
    for (Input input : signature.inputs()) {
      require(byName.get(input.name()), input, count);
    }
    List<Map<String, JsonNode>> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Map<String, JsonNode> row = new HashMap<>();
      for (Tensor tensor : byName.values()) {
        row.put(tensor.name(), tensor.data().get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static void require(Tensor tensor, Input input, int count) {
    int product = tensor.shape().stream().reduce(1, (a, b) -> a * b);
    if (tensor.data().size() != count || product != count || tensor.shape().getFirst() != count) {
      throw invalid(
          "Input '"
              + input.name()
              + "' has shape "
              + tensor.shape()
              + " and "
              + tensor.data().size()
              + " values; ["
              + count
              + "] is expected, one value a row.");
    }
    boolean fits =
        input.isText() ? tensor.datatype().equals("BYTES") : NUMBERS.contains(tensor.datatype());
    if (!fits) {
      throw invalid(
          "Input '"
              + input.name()
              + "' is "
              + tensor.datatype()
              + "; "
              + (input.isText() ? "BYTES" : "a number such as FP64")
              + " is expected.");
    }
    for (JsonNode value : tensor.data()) {
      boolean whole = value.isNull() || (input.isText() ? value.isTextual() : !value.isTextual());
      if (!whole || value.isContainerNode()) {
        throw invalid("Input '" + input.name() + "' holds " + value + ", not what it says.");
      }
    }
  }

  private static LooplineException invalid(String message) {
    return new LooplineException(ServingError.INPUT_INVALID, message);
  }
}
