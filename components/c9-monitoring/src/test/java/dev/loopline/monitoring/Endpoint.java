package dev.loopline.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.monitoring.spi.ScoredPrediction;
import dev.loopline.stats.Baseline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An endpoint "e" in memory with versions: "1" scores by feature x, "2" by feature y, "3" cannot
 * score. Any other endpoint is broken.
 */
final class Endpoint implements Predictions, Models {
  final List<ScoredPrediction> log = new ArrayList<>();
  final List<String> settled = new ArrayList<>();
  Map<String, Double> heldOut = Map.of();
  String champion = "1";

  void predict(String key, Instant time, float x, float y) {
    predict(key, time, time, x, y, Map.of(), 0);
  }

  /**
   * @param served the version whose score the caller gets; 0 for the champion's
   */
  void predict(
      String key,
      Instant time,
      Instant rowTime,
      float x,
      float y,
      Map<String, JsonNode> values,
      int served) {
    float[] row = {x, y};
    String answering = served == 0 ? champion : String.valueOf(served);
    log.add(
        new ScoredPrediction(
            log.size() + 1,
            "p" + log.size(),
            key,
            time,
            rowTime,
            values,
            row,
            champion,
            score(champion, row),
            null,
            null,
            score(answering, row)));
  }

  static Map<String, JsonNode> stay(Object days) {
    return Map.of("stay", Json.tree(days));
  }

  private static double score(String version, float[] row) {
    return switch (version) {
      case "1" -> row[0];
      case "3" -> Double.NaN;
      default -> row[1];
    };
  }

  @Override
  public List<ScoredPrediction> after(String product, String endpoint, long position, int limit) {
    return log.stream().filter(p -> p.position() > position).limit(limit).toList();
  }

  @Override
  public Optional<ScoredPrediction> find(String product, String id) {
    return log.stream().filter(p -> p.id().equals(id)).findFirst();
  }

  @Override
  public Optional<String> champion(String product, String endpoint) {
    if (!endpoint.equals("e")) {
      throw new IllegalStateException("there is no endpoint " + endpoint);
    }
    return Optional.of(champion);
  }

  @Override
  public double[] score(String product, String model, String version, List<ScoredPrediction> rows) {
    return rows.stream().mapToDouble(row -> score(version, row.features())).toArray();
  }

  @Override
  public Instant trainedUntil(String product, String model, String version) {
    return Instant.EPOCH;
  }

  @Override
  public Map<String, Double> heldOut(String product, String model, String version) {
    return heldOut;
  }

  @Override
  public Optional<Baseline> baseline(String product, String model, String version) {
    List<float[]> rows = new ArrayList<>();
    double[] scores = new double[1000];
    for (int i = 0; i < scores.length; i++) {
      float value = i / 1000f;
      rows.add(new float[] {value, value});
      scores[i] = value;
    }
    return Optional.of(Baseline.of(List.of("x", "y"), rows, scores, 0.95));
  }

  @Override
  public void promote(String product, String model, String version, JsonNode evidence) {
    settled.add("promoted " + version);
    champion = version;
  }

  @Override
  public void endWatch(String product, String endpoint, String version) {
    if (!settled.contains("watched " + version)) {
      settled.add("watched " + version);
    }
  }

  @Override
  public void reject(String product, String model, String version, JsonNode evidence) {
    settled.add("rejected " + version);
  }
}
