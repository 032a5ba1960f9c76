package dev.loopline.monitoring.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.stats.Baseline;
import java.util.List;
import java.util.Optional;

/** What monitoring asks of the models behind an endpoint. */
public interface Models {
  /** The version that an endpoint serves, where it serves one. */
  Optional<String> champion(String product, String endpoint);

  /** Scores that a version gives to logged predictions' values; the same rows, the same scores. */
  double[] score(String product, String model, String version, List<ScoredPrediction> rows);

  /** The training data's distribution, where the version carries one. */
  Optional<Baseline> baseline(String product, String model, String version);

  /** Promotes to production with its evidence. Idempotent: may be called again after a restart. */
  void promote(String product, String model, String version, JsonNode evidence);

  /** Rejects with its evidence. Idempotent. */
  void reject(String product, String model, String version, JsonNode evidence);
}
