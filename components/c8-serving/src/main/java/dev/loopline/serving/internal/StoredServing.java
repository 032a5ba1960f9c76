package dev.loopline.serving.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Signature;
import dev.loopline.serving.EndpointView;
import dev.loopline.serving.EndpointView.Deployed;
import dev.loopline.serving.LoggedPrediction;
import dev.loopline.serving.Prediction;
import dev.loopline.serving.Role;
import dev.loopline.serving.Serving;
import dev.loopline.serving.ServingError;
import dev.loopline.serving.spi.FeatureLookup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Serving} over the endpoints' table, loaded models and the prediction logs. */
public final class StoredServing implements Serving {
  private final Kernel kernel;
  private final FeatureLookup features;
  private final ServingFile file = new ServingFile();
  private final Endpoints endpoints;
  private final LoadedModels models;
  private final PredictionLogs logs;

  public StoredServing(Kernel kernel, Registry registry, FeatureLookup features) {
    this.kernel = kernel;
    this.features = features;
    this.endpoints = new Endpoints(kernel);
    this.models = new LoadedModels(registry, kernel.artifacts());
    this.logs = new PredictionLogs(kernel.folder("serving"));
  }

  @Override
  public List<Violation> validate(YamlDocument document) {
    return file.validate(document);
  }

  @Override
  public void apply(String product, String commit, YamlDocument document, String actor) {
    endpoints.save(product, commit, file.read(document), actor);
  }

  @Override
  public List<EndpointView> endpoints(String product) {
    return endpoints.list(product).stream().map(this::view).toList();
  }

  @Override
  public EndpointView require(String product, String endpoint) {
    return view(endpoints.require(product, endpoint));
  }

  private EndpointView view(EndpointRow row) {
    return new EndpointView(
        row.product(),
        row.spec().name(),
        row.spec().model(),
        row.spec().view(),
        row.commit(),
        row.champion(),
        row.challenger(),
        row.spec().share(),
        row.spec().shadow(),
        logs.of(row.number()).count());
  }

  @Override
  public void deploy(String product, String endpoint, Role role, int version, String actor) {
    EndpointRow row = endpoints.require(product, endpoint);
    models.require(product, row.spec().model(), version);
    Deployed there = role == Role.CHAMPION ? row.champion() : row.challenger();
    if (there == null || there.version() != version) {
      endpoints.deploy(row, role, version, actor);
    }
  }

  @Override
  public void withdrawChallenger(String product, String endpoint, String actor) {
    EndpointRow row = endpoints.require(product, endpoint);
    if (row.challenger() != null) {
      endpoints.deploy(row, Role.CHALLENGER, null, actor);
    }
  }

  @Override
  public List<Prediction> predict(String product, String endpoint, List<String> keys) {
    EndpointRow row = endpoints.require(product, endpoint);
    List<Optional<Map<String, JsonNode>>> found = features.online(product, row.spec().view(), keys);
    List<Map<String, JsonNode>> rows = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      rows.add(
          found
              .get(i)
              .orElseThrow(
                  () ->
                      new LooplineException(
                          ServingError.FEATURES_NOT_FOUND,
                          "View "
                              + row.spec().view()
                              + " has no online features of '"
                              + key
                              + "'; push its row first. Nothing was predicted.")));
    }
    return answer(row, keys, rows);
  }

  @Override
  public List<Prediction> infer(
      String product,
      String endpoint,
      @Nullable List<String> keys,
      List<Map<String, JsonNode>> rows) {
    return answer(endpoints.require(product, endpoint), keys, rows);
  }

  private List<Prediction> answer(
      EndpointRow row, @Nullable List<String> keys, List<Map<String, JsonNode>> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    String product = row.product();
    String model = row.spec().model();
    int champion = champion(row).version();
    Integer challenger = row.challenger() == null ? null : row.challenger().version();
    LoadedModels.Loaded loaded = models.require(product, model, champion);
    List<float[]> encoded = values.stream().map(loaded.encoder()::encode).toList();
    double[] scores = score(product, model, champion, encoded);
    double[] others =
        challenger == null || !(row.spec().shadow() || row.spec().share() > 0)
            ? null
            : score(
                product,
                model,
                challenger,
                values.stream()
                    .map(models.require(product, model, challenger).encoder()::encode)
                    .toList());
    Instant now = kernel.eventTime().now(product);
    List<LoggedPrediction> logged =
        logs.of(row.number())
            .append(
                values.size(),
                i -> {
                  String key = keys == null ? "" : keys.get(i);
                  boolean theirs = others != null && Split.isChallengers(key, row.spec().share());
                  return new LoggedPrediction(
                      0,
                      "",
                      product,
                      row.spec().name(),
                      key,
                      now,
                      values.get(i),
                      encoded.get(i),
                      champion,
                      scores[i],
                      others == null ? null : challenger,
                      others == null ? null : (Double) others[i],
                      theirs ? Objects.requireNonNull(challenger) : champion);
                });
    return logged.stream().map(StoredServing::answer).toList();
  }

  private static Prediction answer(LoggedPrediction p) {
    boolean champions = p.challengerScore() == null || p.served() == p.champion();
    return new Prediction(p.id(), p.key(), champions ? p.score() : p.challengerScore(), p.served());
  }

  private static Deployed champion(EndpointRow row) {
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

  @Override
  public Signature signature(String product, String endpoint) {
    EndpointRow row = endpoints.require(product, endpoint);
    return models.require(product, row.spec().model(), champion(row).version()).signature();
  }

  @Override
  public double[] score(String product, String model, int version, List<float[]> rows) {
    if (rows.isEmpty()) {
      return new double[0];
    }
    int width = rows.getFirst().length;
    float[] flat = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, flat, i * width, width);
    }
    return models.score(product, model, version, flat, rows.size());
  }

  @Override
  public List<LoggedPrediction> predictions(
      String product, String endpoint, long after, int limit) {
    return logs.of(endpoints.require(product, endpoint).number()).after(after, limit);
  }

  @Override
  public List<LoggedPrediction> newest(String product, String endpoint, int limit) {
    return logs.of(endpoints.require(product, endpoint).number()).newest(limit);
  }

  @Override
  public Optional<LoggedPrediction> find(String product, String id) {
    return PredictionId.parse(id)
        .filter(
            parsed ->
                kernel
                    .db()
                    .read(h -> EndpointDao.find(h, parsed.endpoint()))
                    .filter(row -> row.product().equals(product))
                    .isPresent())
        .flatMap(parsed -> logs.of(parsed.endpoint()).at(parsed.segment(), parsed.offset(), id));
  }

  @Override
  public void close() {
    models.close();
    logs.close();
  }
}
