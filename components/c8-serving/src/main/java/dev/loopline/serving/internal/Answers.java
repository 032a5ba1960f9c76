package dev.loopline.serving.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.serving.EndpointView.Deployed;
import dev.loopline.serving.LoggedPrediction;
import dev.loopline.serving.Prediction;
import dev.loopline.serving.ServingError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers rows: the champion scores all of them, the challenger its share and, as a shadow, the
 * others; all is logged before it is said. What the challenger cannot score the champion answers.
 */
final class Answers {
  private static final int LONGEST_KEY = 256;

  private final Kernel kernel;
  private final LoadedModels models;
  private final InferencePool pool;
  private final Challengers challengers;
  private final PredictionLogs logs;

  Answers(Kernel kernel, LoadedModels models, InferencePool pool, PredictionLogs logs) {
    this.kernel = kernel;
    this.models = models;
    this.pool = pool;
    this.challengers = new Challengers(kernel, models, pool);
    this.logs = logs;
  }

  long challengerFailures(long endpoint) {
    return challengers.failures(endpoint);
  }

  /**
   * @param times of the rows that were looked up, or null
   * @param version that shall answer, or null for whichever does
   */
  List<Prediction> to(
      EndpointRow row,
      @Nullable List<String> keys,
      List<Map<String, JsonNode>> values,
      @Nullable List<Instant> times,
      @Nullable Integer version) {
    if (values.isEmpty()) {
      return List.of();
    }
    if (version != null) {
      requireDeployed(row, version);
    }
    List<String> named = keys == null ? java.util.Collections.nCopies(values.size(), "") : keys;
    if (keys != null) {
      keys.forEach(Answers::requireKey);
    }
    int champion = champion(row).version();
    LoadedModels.Loaded loaded = models.require(row.product(), row.spec().model(), champion);
    List<float[]> encoded = values.stream().map(loaded.encoder()::encode).toList();
    double[] scores =
        models.score(
            pool, row.product(), row.spec().model(), champion, Rows.flat(encoded), encoded.size());
    @Nullable Double[] others = others(row, named, values, version);
    Instant now = kernel.eventTime().now(row.product());
    return logs
        .of(row.number())
        .append(
            values.size(),
            i ->
                new LoggedPrediction(
                    0,
                    "",
                    row.product(),
                    row.spec().name(),
                    row.spec().model(),
                    row.spec().view(),
                    row.commit(),
                    named.get(i),
                    now,
                    times == null ? null : times.get(i),
                    values.get(i),
                    encoded.get(i),
                    champion,
                    scores[i],
                    others[i] == null || row.challenger() == null
                        ? null
                        : (Integer) row.challenger().version(),
                    others[i],
                    served(row, named.get(i), others[i], version)))
        .stream()
        .map(p -> new Prediction(p.id(), p.key(), p.servedScore(), p.served()))
        .toList();
  }

  private @Nullable Double[] others(
      EndpointRow row,
      List<String> keys,
      List<Map<String, JsonNode>> values,
      @Nullable Integer version) {
    boolean[] asked = new boolean[values.size()];
    if (row.challenger() == null) {
      return new @Nullable Double[asked.length];
    }
    boolean theirs = version != null && version == row.challenger().version();
    for (int i = 0; i < asked.length; i++) {
      asked[i] = theirs || row.spec().shadow() || row.isChallengers(keys.get(i));
    }
    return theirs ? challengers.score(row, values, asked) : challengers.shadow(row, values, asked);
  }

  private static int served(
      EndpointRow row, String key, @Nullable Double other, @Nullable Integer version) {
    if (version != null) {
      return version;
    }
    Deployed challenger = row.challenger();
    return challenger != null && other != null && row.isChallengers(key)
        ? challenger.version()
        : champion(row).version();
  }

  private static void requireKey(@Nullable String key) {
    if (key == null || key.isBlank() || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0) {
      throw new LooplineException(
          ServingError.INPUT_INVALID,
          "A key has "
              + (key == null ? "no" : String.valueOf(key.length()))
              + " characters; 1 to "
              + LONGEST_KEY
              + " are taken, and no NUL. Nothing was predicted.");
    }
  }

  static Deployed champion(EndpointRow row) {
    if (row.champion() == null) {
      throw new LooplineException(
          ServingError.NOTHING_DEPLOYED,
          "Endpoint "
              + row.spec().name()
              + " serves no version of "
              + row.spec().model()
              + " yet; train one and let it be promoted.");
    }
    return row.champion();
  }

  static void requireDeployed(EndpointRow row, int version) {
    List<Integer> deployed =
        Stream.of(row.champion(), row.challenger())
            .filter(java.util.Objects::nonNull)
            .map(Deployed::version)
            .toList();
    if (!deployed.contains(version)) {
      throw new LooplineException(
          ServingError.VERSION_NOT_DEPLOYED,
          "Version "
              + version
              + " is not deployed at endpoint "
              + row.spec().name()
              + "; ask for one of "
              + deployed
              + ".");
    }
  }
}
