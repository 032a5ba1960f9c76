package dev.loopline.serving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.metadata.spi.SearchSource;
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

  /**
   * Makes these the product's endpoints. What is deployed at them stays, unless the model changed;
   * an endpoint that no document names is no longer served, and its predictions can still be found.
   */
  void apply(String product, String commit, List<YamlDocument> documents, String actor);

  List<EndpointView> endpoints(String product);

  EndpointView require(String product, String endpoint);

  /** Makes a registered version answer (or be compared); it is loaded first, or refused. */
  void deploy(String product, String endpoint, Role role, int version, String actor);

  /** Takes out what stands in the challenger's place; no effect where there is none. */
  void withdrawChallenger(String product, String endpoint, String actor);

  /** Scores entities by key, from their online features; all or none. */
  List<Prediction> predict(String product, String endpoint, List<String> keys);

  /**
   * Scores rows that the caller brings.
   *
   * @param keys of the entities, or null for none; a prediction without one is its own key
   * @param version that shall answer, one of those deployed, or null for whichever does
   */
  List<Prediction> infer(
      String product,
      String endpoint,
      @Nullable List<String> keys,
      List<Map<String, JsonNode>> rows,
      @Nullable Integer version);

  /**
   * What a version takes that is deployed at an endpoint.
   *
   * @param version null for the champion
   */
  Signature signature(String product, String endpoint, @Nullable Integer version);

  /**
   * Scores of a registered version, unlogged; the same rows, the same scores. Waits for its turn on
   * threads of its own, and is never refused for others' load.
   */
  double[] score(String product, String model, int version, List<float[]> rows);

  /**
   * Up to {@code limit} logged predictions after a position, in order. What is returned is synced:
   * whoever goes on from its last position misses nothing after a power cut.
   */
  List<LoggedPrediction> predictions(String product, String endpoint, long after, int limit);

  /** Logged predictions before a position (the largest for the newest), newest first. */
  List<LoggedPrediction> newest(String product, String endpoint, long before, int limit);

  /** {@link #newest} of those that a version answered. */
  List<LoggedPrediction> newest(
      String product, String endpoint, int version, long before, int limit);

  /**
   * How many predictions each version answered, exactly; empty where there never was such an
   * endpoint. Those of one that is no longer served are counted too.
   */
  Map<Integer, Long> served(String product, String endpoint);

  Optional<LoggedPrediction> find(String product, String id);

  /** Logged predictions, to be searched. */
  SearchSource search();

  /** Whether every champion can be loaded and predictions are synced as promised. */
  boolean isReady();

  @Override
  void close();
}
