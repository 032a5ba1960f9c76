package dev.loopline.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.monitoring.spi.ScoredPrediction;
import dev.loopline.stats.Baseline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An endpoint in memory with two versions: "1" scores by feature x, "2" by feature y. */
final class Endpoint implements Predictions, Models {
  final List<ScoredPrediction> log = new ArrayList<>();
  final List<String> settled = new ArrayList<>();
  java.util.Map<String, Double> heldOut = java.util.Map.of();
  String champion = "1";

  void predict(String key, Instant time, float x, float y) {
    float[] row = {x, y};
    log.add(
        new ScoredPrediction(
            log.size() + 1,
            "p" + log.size(),
            key,
            time,
            java.util.Map.of(),
            row,
            champion,
            score(champion, row),
            null,
            null));
  }

  private static double score(String version, float[] row) {
    return version.equals("1") ? row[0] : row[1];
  }

  @Override
  public List<ScoredPrediction> after(String product, String endpoint, long position, int limit) {
    return log.stream().filter(p -> p.position() > position).limit(limit).toList();
  }

  @Override
  public Optional<String> champion(String product, String endpoint) {
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
  public java.util.Map<String, Double> heldOut(String product, String model, String version) {
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
  public void reject(String product, String model, String version, JsonNode evidence) {
    settled.add("rejected " + version);
  }
}
