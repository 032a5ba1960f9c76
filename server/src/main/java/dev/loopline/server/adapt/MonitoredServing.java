package dev.loopline.server.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.monitoring.spi.Predictions;
import dev.loopline.monitoring.spi.ScoredPrediction;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.Signature;
import dev.loopline.serving.EndpointView;
import dev.loopline.serving.LoggedPrediction;
import dev.loopline.serving.Serving;
import dev.loopline.stats.Baseline;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/** What monitoring watches: serving's log, and the registry's models. */
public final class MonitoredServing implements Predictions, Models {
  private static final int LARGEST_FILE = 64 << 20;
  private static final String ACTOR = "system:monitoring";
  private static final Logger LOG = Logger.getLogger(MonitoredServing.class.getName());

  private final Serving serving;
  private final Registry registry;
  private final Artifacts artifacts;
  private final Map<Digest, Baseline> baselines = new ConcurrentHashMap<>();

  public MonitoredServing(Serving serving, Registry registry, Artifacts artifacts) {
    this.serving = serving;
    this.registry = registry;
    this.artifacts = artifacts;
  }

  @Override
  public List<ScoredPrediction> after(String product, String endpoint, long position, int limit) {
    return serving.predictions(product, endpoint, position, limit).stream()
        .map(MonitoredServing::scored)
        .toList();
  }

  @Override
  public Optional<ScoredPrediction> find(String product, String id) {
    return serving.find(product, id).map(MonitoredServing::scored);
  }

  static ScoredPrediction scored(LoggedPrediction p) {
    return new ScoredPrediction(
        p.position(),
        p.id(),
        p.key(),
        p.time(),
        p.rowTime() == null ? p.time() : p.rowTime(),
        p.values(),
        p.row(),
        String.valueOf(p.champion()),
        p.score(),
        p.challenger() == null ? null : String.valueOf(p.challenger()),
        p.challengerScore(),
        p.servedScore());
  }

  @Override
  public Optional<String> champion(String product, String endpoint) {
    return serving.endpoints(product).stream()
        .filter(e -> e.name().equals(endpoint))
        .map(EndpointView::champion)
        .filter(java.util.Objects::nonNull)
        .map(deployed -> String.valueOf(deployed.version()))
        .findFirst();
  }

  @Override
  public double[] score(String product, String model, String version, List<ScoredPrediction> rows) {
    int number = Integer.parseInt(version);
    Signature.Encoder encoder =
        registry.require(product, model, number).content().signature().encoder();
    return serving.score(
        product, model, number, rows.stream().map(r -> encoder.encode(r.values())).toList());
  }

  @Override
  public Instant trainedUntil(String product, String model, String version) {
    return registry
        .require(product, model, Integer.parseInt(version))
        .content()
        .lineage()
        .trainedUntil();
  }

  /** As training writes it: keys and scores in the same order. */
  private record HeldOut(List<String> keys, double[] scores) {}

  @Override
  public Map<String, Double> heldOut(String product, String model, String version) {
    return registry
        .find(product, model, Integer.parseInt(version))
        .map(v -> v.content().files().get("held-out.json"))
        .map(
            digest -> {
              HeldOut read = read(digest, HeldOut.class);
              Map<String, Double> scores = new HashMap<>();
              for (int i = 0; i < read.keys().size(); i++) {
                scores.put(read.keys().get(i), read.scores()[i]);
              }
              return scores;
            })
        .orElse(Map.of());
  }

  @Override
  public Optional<Baseline> baseline(String product, String model, String version) {
    return registry
        .find(product, model, Integer.parseInt(version))
        .map(v -> v.content().files().get("baseline.json"))
        .map(digest -> baselines.computeIfAbsent(digest, d -> read(d, Baseline.class)));
  }

  private <T> T read(Digest digest, Class<T> type) {
    return Json.read(
        new String(artifacts.read(digest, LARGEST_FILE), StandardCharsets.UTF_8), type);
  }

  @Override
  public void promote(String product, String model, String version, JsonNode evidence) {
    whereUndecided(
        () -> registry.promote(product, model, Integer.parseInt(version), ACTOR, evidence));
  }

  @Override
  public void endWatch(String product, String endpoint, String version) {
    for (EndpointView e : serving.endpoints(product)) {
      EndpointView.Deployed shadow = e.shadowOnly() ? e.challenger() : null;
      if (e.name().equals(endpoint)
          && shadow != null
          && String.valueOf(shadow.version()).equals(version)) {
        serving.withdrawChallenger(product, endpoint, ACTOR);
      }
    }
  }

  @Override
  public void reject(String product, String model, String version, JsonNode evidence) {
    whereUndecided(
        () -> registry.reject(product, model, Integer.parseInt(version), ACTOR, evidence));
  }

  /** Somebody, or another endpoint's challenge, may have decided otherwise before: that stands. */
  private static void whereUndecided(Runnable decision) {
    try {
      decision.run();
    } catch (LooplineException e) {
      if (e.code() != RegistryError.DECIDED_OTHERWISE) {
        throw e;
      }
      LOG.info(e::getMessage);
    }
  }
}
