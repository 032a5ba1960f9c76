package dev.loopline.serving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.registry.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints and their predictions. Changes are durable. A prediction is with the operating system
 * before it is answered and synced within 100 ms: it survives a kill, and a power cut may take the
 * last moment's.
 */
public interface Serving extends AutoCloseable {
  /** What is wrong with a {@code serving.yaml}; empty where it fits. */
  List<Violation> validate(YamlDocument document);

  /** Makes these the product's endpoints; what is deployed at them stays. */
  void apply(String product, String commit, YamlDocument document, String actor);

  List<EndpointView> endpoints(String product);

  EndpointView require(String product, String endpoint);

  /** Makes a registered version answer (or be compared); it is loaded first, or refused. */
  void deploy(String product, String endpoint, Role role, int version, String actor);

  /** Ends the comparison with a challenger; no effect where there is none. */
  void withdrawChallenger(String product, String endpoint, String actor);

  /** Scores entities by key, from their online features; all or none. */
  List<Prediction> predict(String product, String endpoint, List<String> keys);

  /**
   * Scores rows that the caller brings.
   *
   * @param keys of the entities, or null for none; a prediction without one is its own key
   */
  List<Prediction> infer(
      String product,
      String endpoint,
      @Nullable List<String> keys,
      List<Map<String, JsonNode>> rows);

  /** What the endpoint's champion takes. */
  Signature signature(String product, String endpoint);

  /** Scores of a registered version, unlogged; the same rows, the same scores. */
  double[] score(String product, String model, int version, List<float[]> rows);

  /** Up to {@code limit} logged predictions after a position, in order. */
  List<LoggedPrediction> predictions(String product, String endpoint, long after, int limit);

  /** The newest logged predictions, newest first. */
  List<LoggedPrediction> newest(String product, String endpoint, int limit);

  Optional<LoggedPrediction> find(String product, String id);

  @Override
  void close();
}
