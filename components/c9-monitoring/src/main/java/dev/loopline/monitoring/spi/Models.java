package dev.loopline.monitoring.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.stats.Baseline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What monitoring asks of the models behind an endpoint. */
public interface Models {
  /** The version that an endpoint serves, where it serves one. */
  Optional<String> champion(String product, String endpoint);

  /** Scores that a version gives to logged predictions' values; the same rows, the same scores. */
  double[] score(String product, String model, String version, List<ScoredPrediction> rows);

  /** No row that became ripe later was in the version's training data. */
  Instant trainedUntil(String product, String model, String version);

  /**
   * Scores by key of the latest ripe rows in the version's training data, given by a model of the
   * same settings that was fitted without them; empty where training kept none.
   */
  Map<String, Double> heldOut(String product, String model, String version);

  /** The training data's distribution, where the version carries one. */
  Optional<Baseline> baseline(String product, String model, String version);

  /** Promotes to production with its evidence. Idempotent: may be called again after a restart. */
  void promote(String product, String model, String version, JsonNode evidence);

  /** Takes a replaced version out of an endpoint's shadow; no effect where it is not there. */
  void endWatch(String product, String endpoint, String version);

  /** Rejects with its evidence. Idempotent. */
  void reject(String product, String model, String version, JsonNode evidence);
}
