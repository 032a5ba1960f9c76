package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is registered.
 *
 * @param model {@code product.name}
 * @param files by name; {@code model.onnx} is what is served
 * @param parameters the chosen settings
 * @param lineage what it was made from
 */
public record NewVersion(
    String model,
    Map<String, Digest> files,
    Signature signature,
    Map<String, Double> metrics,
    Map<String, JsonNode> parameters,
    Lineage lineage) {
  /** The file that is served. */
  public static final String ONNX = "model.onnx";

  public NewVersion {
    files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
    metrics = java.util.Collections.unmodifiableMap(new TreeMap<>(metrics));
    parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
  }
}
