package dev.loopline.serving.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.registry.ModelVersion.Decision;
import dev.loopline.registry.Registry;
import dev.loopline.registry.Signature;
import dev.loopline.serving.EndpointSpec;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Serving} over the endpoints' table, loaded models and the prediction logs. */
public final class StoredServing implements Serving {
  private final Kernel kernel;
  private final Registry registry;
  private final FeatureLookup features;
  private final ServingFile file = new ServingFile();
  private final Endpoints endpoints;
  private final LoadedModels models;
  private final InferencePool answering = InferencePool.answering();
  private final InferencePool background = InferencePool.background();
  private final Answers answers;
  private final PredictionLogs logs;

  public StoredServing(Kernel kernel, Registry registry, FeatureLookup features) {
    this.kernel = kernel;
    this.registry = registry;
    this.features = features;
    this.endpoints = new Endpoints(kernel, registry);
    this.models = new LoadedModels(registry, kernel.artifacts());
    this.logs = new PredictionLogs(kernel.folder("serving"));
    this.answers = new Answers(kernel, models, answering, logs);
  }

  @Override
  public List<Violation> validate(YamlDocument document) {
    return file.validate(document);
  }

  @Override
  public void apply(String product, String commit, List<YamlDocument> documents, String actor) {
    List<EndpointSpec> specs = documents.stream().flatMap(d -> file.read(d).stream()).toList();
    Map<String, Integer> champions = new HashMap<>();
    for (EndpointSpec spec : specs) {
      registry
          .byAlias(product, spec.model(), Registry.CHAMPION)
          // Before a model has an endpoint or a promotion, any client names its champion.
          .filter(version -> version.decision() == Decision.PROMOTED)
          .ifPresent(version -> champions.put(spec.model(), version.version()));
    }
    endpoints.declare(product, commit, specs, champions, actor);
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
        row.challenger() != null && !row.challengerAnswers(),
        logs.of(row.number()).count(),
        answers.challengerFailures(row.number()));
  }

  @Override
  public void deploy(String product, String endpoint, Role role, int version, String actor) {
    EndpointRow row = endpoints.require(product, endpoint);
    models.require(product, row.spec().model(), version);
    boolean there =
        switch (role) {
          case CHAMPION -> is(row.champion(), version);
          case CHALLENGER -> is(row.challenger(), version) && row.challengerAnswers();
          case SHADOW -> is(row.challenger(), version) && !row.challengerAnswers();
        };
    if (!there) {
      endpoints.deploy(row, role, version, actor);
    }
  }

  private static boolean is(@Nullable Deployed deployed, int version) {
    return deployed != null && deployed.version() == version;
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
    List<Optional<FeatureLookup.Row>> found = features.online(product, row.spec().view(), keys);
    List<Map<String, JsonNode>> rows = new ArrayList<>(keys.size());
    List<Instant> times = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      FeatureLookup.Row entity =
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
                              + "'; push its row first. Nothing was predicted."));
      rows.add(entity.values());
      times.add(entity.time());
    }
    return answers.to(row, keys, rows, times, null);
  }

  @Override
  public List<Prediction> infer(
      String product,
      String endpoint,
      @Nullable List<String> keys,
      List<Map<String, JsonNode>> rows,
      @Nullable Integer version) {
    return answers.to(endpoints.require(product, endpoint), keys, rows, null, version);
  }

  @Override
  public Signature signature(String product, String endpoint, @Nullable Integer version) {
    EndpointRow row = endpoints.require(product, endpoint);
    int asked = version == null ? Answers.champion(row).version() : version;
    Answers.requireDeployed(row, asked);
    return models.require(product, row.spec().model(), asked).signature();
  }

  @Override
  public double[] score(String product, String model, int version, List<float[]> rows) {
    if (rows.isEmpty()) {
      models.require(product, model, version);
      return new double[0];
    }
    return models.score(background, product, model, version, Rows.flat(rows), rows.size());
  }

  @Override
  public List<LoggedPrediction> predictions(
      String product, String endpoint, long after, int limit) {
    return logs.of(endpoints.require(product, endpoint).number()).after(after, limit);
  }

  @Override
  public List<LoggedPrediction> newest(String product, String endpoint, long before, int limit) {
    return logs.of(endpoints.require(product, endpoint).number()).before(before, limit);
  }

  @Override
  public List<LoggedPrediction> newest(
      String product, String endpoint, int version, long before, int limit) {
    return logs.of(endpoints.require(product, endpoint).number()).before(before, limit, version);
  }

  @Override
  public Map<Integer, Long> served(String product, String endpoint) {
    return kernel
        .db()
        .read(h -> EndpointDao.number(h, product, endpoint))
        .map(number -> logs.of(number).served())
        .orElse(Map.of());
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
  public SearchSource search() {
    return new SearchedPredictions(kernel, logs, SearchedPredictions.Bounds.STANDARD);
  }

  @Override
  public boolean isReady() {
    return logs.isDurable()
        && endpoints.all().stream()
            .noneMatch(
                row ->
                    row.champion() != null
                        && models.isUnloadable(
                            row.product(), row.spec().model(), row.champion().version()));
  }

  @Override
  public void close() {
    answering.close();
    background.close();
    models.close();
    logs.close();
  }
}
