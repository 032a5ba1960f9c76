package dev.loopline.serving.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Scores by challengers, whose failures are counted and told but never the caller's. */
final class Challengers {
  private static final Logger LOG = Logger.getLogger(Challengers.class.getName());

  private final Kernel kernel;
  private final LoadedModels models;
  private final InferencePool pool;
  private final Map<Long, AtomicLong> failures = new ConcurrentHashMap<>();
  private final Set<Told> told = ConcurrentHashMap.newKeySet();

  private record Told(long endpoint, int version) {}

  Challengers(Kernel kernel, LoadedModels models, InferencePool pool) {
    this.kernel = kernel;
    this.models = models;
    this.pool = pool;
  }

  /**
   * A score for each row that is asked for; null for the others, and for all where the challenger
   * fails.
   */
  @Nullable Double[] shadow(EndpointRow row, List<Map<String, JsonNode>> values, boolean[] asked) {
    try {
      return score(row, values, asked);
    } catch (RuntimeException e) {
      // Whatever is wrong with a challenger, the champion's answer stands.
      failed(row, e);
      return new @Nullable Double[values.size()];
    }
  }

  /** {@link #shadow} for a caller who asked for this very version: its failure is theirs too. */
  @Nullable Double[] score(EndpointRow row, List<Map<String, JsonNode>> values, boolean[] asked) {
    @Nullable Double[] scores = new @Nullable Double[asked.length];
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < asked.length; i++) {
      if (asked[i]) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return scores;
    }
    String model = row.spec().model();
    int version = Objects.requireNonNull(row.challenger()).version();
    var encoder = models.require(row.product(), model, version).encoder();
    List<float[]> rows = places.stream().map(i -> encoder.encode(values.get(i))).toList();
    double[] made = models.score(pool, row.product(), model, version, Rows.flat(rows), rows.size());
    for (int i = 0; i < made.length; i++) {
      scores[places.get(i)] = made[i];
    }
    return scores;
  }

  private void failed(EndpointRow row, RuntimeException e) {
    failures.computeIfAbsent(row.number(), n -> new AtomicLong()).incrementAndGet();
    int version = Objects.requireNonNull(row.challenger()).version();
    if (!told.add(new Told(row.number(), version))) {
      return;
    }
    String name = row.spec().name();
    LOG.log(Level.WARNING, e, () -> "challenger " + version + " of " + name + " cannot score");
    try {
      tell(row, version, e);
    } catch (RuntimeException untold) {
      told.remove(new Told(row.number(), version));
      LOG.log(Level.WARNING, "a challenger's failure is not in the event log", untold);
    }
  }

  private void tell(EndpointRow row, int version, RuntimeException e) {
    Map<String, Object> facts =
        Map.of(
            "endpoint", row.spec().name(),
            "model", row.spec().model(),
            "version", String.valueOf(version),
            "reason", String.valueOf(e.getMessage()));
    kernel
        .db()
        .change(
            tx ->
                kernel
                    .events()
                    .append(
                        tx,
                        new NewEvent(
                            "serving.challenger.failed",
                            "serving",
                            row.spec().name(),
                            row.product(),
                            "system:serving",
                            Json.tree(facts))));
  }

  /** Calls that an endpoint's challengers could not score since the server started. */
  long failures(long endpoint) {
    AtomicLong count = failures.get(endpoint);
    return count == null ? 0 : count.get();
  }
}
