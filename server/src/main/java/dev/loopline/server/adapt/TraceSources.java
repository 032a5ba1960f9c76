package dev.loopline.server.adapt;

import dev.loopline.delivery.Deliveries;
import dev.loopline.features.FeatureStore;
import dev.loopline.features.Snapshot;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceNode.Ref;
import dev.loopline.metadata.spi.TraceSource;
import dev.loopline.product.ProductSpec;
import dev.loopline.product.Products;
import dev.loopline.registry.Lineage;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.Registry;
import dev.loopline.serving.Serving;
import dev.loopline.source.Repositories;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What a prediction goes back to beside runs, each kind from the component that owns it. */
public final class TraceSources {
  private static final String DECLARATION = "product.yaml";
  private static final int LARGEST_DECLARATION = 1 << 20;

  /** Below this, four decimals say zero. */
  private static final double SMALL = 0.00005;

  private final Products products;
  private final Repositories repositories;
  private final FeatureStore features;
  private final Registry registry;
  private final Serving serving;
  private final Deliveries deliveries;

  public TraceSources(
      Products products,
      Repositories repositories,
      FeatureStore features,
      Registry registry,
      Serving serving,
      Deliveries deliveries) {
    this.products = products;
    this.repositories = repositories;
    this.features = features;
    this.registry = registry;
    this.serving = serving;
    this.deliveries = deliveries;
  }

  private record Source(String kind, BiFunction<String, String, Optional<TraceNode>> look)
      implements TraceSource {
    @Override
    public Optional<TraceNode> find(String product, String id) {
      return look.apply(product, id);
    }
  }

  public List<TraceSource> all() {
    return List.of(
        new Source("prediction", this::prediction),
        new Source("features", this::values),
        new Source("model version", this::version),
        new Source("training set", this::trainingSet),
        new Source("data snapshot", this::snapshot),
        new Source("build", this::build),
        new Source("commit", this::commit),
        new Source("goal", this::goal));
  }

  private Optional<TraceNode> prediction(String product, String id) {
    return serving
        .find(product, id)
        .map(
            p -> {
              return new TraceNode(
                  "prediction",
                  id,
                  "Score " + number(p.servedScore()) + " for " + p.key(),
                  facts(
                      "endpoint", p.endpoint(),
                      "key", p.key(),
                      "event time", p.time().toString(),
                      "score", number(p.servedScore()),
                      "version", String.valueOf(p.served())),
                  "/products/" + product + "/endpoints/" + p.endpoint(),
                  List.of(
                      new Ref("features", id),
                      new Ref("model version", p.model() + "/" + p.served())));
            });
  }

  private Optional<TraceNode> values(String product, String id) {
    return serving
        .find(product, id)
        .map(
            p -> {
              Map<String, String> facts = new TreeMap<>();
              p.values().forEach((name, value) -> facts.put(name, value.asText()));
              return new TraceNode(
                  "features",
                  id,
                  facts.size() + " features of " + p.view(),
                  facts,
                  null,
                  List.of(new Ref("commit", p.commit())));
            });
  }

  private Optional<ModelVersion> registered(String product, String id) {
    int slash = id.lastIndexOf('/');
    if (slash < 1 || !id.substring(slash + 1).matches("\\d{1,9}")) {
      return Optional.empty();
    }
    return registry.find(
        product, id.substring(0, slash), Integer.parseInt(id.substring(slash + 1)));
  }

  private Optional<TraceNode> version(String product, String id) {
    return registered(product, id)
        .map(
            v -> {
              if (v.document() == null) {
                return elsewhere(product, id, v);
              }
              Lineage lineage = v.content().lineage();
              Map<String, String> facts =
                  facts(
                      "stage", v.stage().name(),
                      "registered", v.createdAt().toString(),
                      "trained until", lineage.trainedUntil().toString(),
                      "digest", String.valueOf(v.content().files().get("model.onnx")));
              v.content().metrics().forEach((name, value) -> facts.put(name, number(value)));
              List<Ref> parents = new ArrayList<>();
              parents.add(new Ref("run", lineage.run()));
              parents.add(new Ref("training set", id));
              if (!lineage.build().isEmpty()) {
                parents.add(new Ref("build", lineage.build()));
              }
              parents.add(new Ref("commit", lineage.commit()));
              return new TraceNode(
                  "model version",
                  id,
                  v.model() + " version " + v.version(),
                  facts,
                  "/products/" + product + "/models/" + v.model(),
                  parents);
            });
  }

  /** A version that an MLflow client registered: of what it was made from, the run at most. */
  private static TraceNode elsewhere(String product, String id, ModelVersion v) {
    String run = v.origin().runId();
    return new TraceNode(
        "model version",
        id,
        v.model() + " version " + v.version(),
        facts(
            "stage", v.stage().name(),
            "registered", v.createdAt().toString(),
            "source", v.origin().source()),
        "/products/" + product + "/models/" + v.model(),
        run.isEmpty() ? List.of() : List.of(new Ref("run", run)));
  }

  private Optional<TraceNode> trainingSet(String product, String id) {
    return registered(product, id)
        .flatMap(v -> Optional.ofNullable(v.document()))
        .map(
            content -> {
              Lineage l = content.lineage();
              return new TraceNode(
                  "training set",
                  id,
                  l.rows() + " labelled rows",
                  facts("digest", l.trainingSet(), "known until", l.trainedUntil().toString()),
                  null,
                  List.of(new Ref("data snapshot", l.view() + "/" + l.snapshot())));
            });
  }

  private Optional<TraceNode> snapshot(String product, String id) {
    int slash = id.lastIndexOf('/');
    String view = id.substring(0, slash);
    long number = Long.parseLong(id.substring(slash + 1));
    Optional<Snapshot> found =
        features.snapshots(product, view).stream().filter(s -> s.id() == number).findFirst();
    return found.map(
        s ->
            new TraceNode(
                "data snapshot",
                id,
                view + " with " + s.rows() + " rows",
                facts("snapshot", String.valueOf(number), "committed", s.committedAt().toString()),
                null,
                List.of(new Ref("commit", s.commit()))));
  }

  private Optional<TraceNode> build(String product, String digest) {
    return deliveries.artifacts(product).stream()
        .filter(a -> a.digest().equals(digest))
        .findFirst()
        .map(
            a ->
                new TraceNode(
                    "build",
                    digest,
                    "Build " + a.version(),
                    facts(
                        "digest",
                        digest,
                        "size",
                        a.size() + " bytes",
                        "delivered",
                        a.deliveredAt().toString()),
                    "/products/" + product + "/deliveries",
                    List.of(new Ref("commit", a.commit()))));
  }

  private Optional<TraceNode> commit(String product, String id) {
    if (product.isEmpty()) {
      return Optional.empty();
    }
    return repositories
        .find(product, id)
        .map(
            c ->
                new TraceNode(
                    "commit",
                    c.id(),
                    c.message(),
                    facts("commit", c.id(), "author", c.author(), "time", c.time().toString()),
                    null,
                    List.of(new Ref("goal", c.id()))));
  }

  /** The goal as the commit declared it: it may be another by now. */
  private Optional<TraceNode> goal(String product, String commit) {
    if (product.isEmpty()) {
      return Optional.empty();
    }
    return declared(product, commit)
        .map(
            spec -> {
              Map<String, String> facts = facts("goal", spec.goal(), "declared at", commit);
              if (spec.kpi() != null) {
                facts.put("measure", spec.kpi().name());
                facts.put("target", number(spec.kpi().target()));
              }
              return new TraceNode(
                  "goal", commit, spec.goal(), facts, "/products/" + product, List.of());
            });
  }

  private Optional<ProductSpec> declared(String product, String commit) {
    try {
      byte[] bytes =
          repositories.read(product, commit, SafePath.of(DECLARATION), LARGEST_DECLARATION);
      String text = new String(bytes, StandardCharsets.UTF_8);
      return Optional.of(products.file().read(Yaml.parse(DECLARATION, text)));
    } catch (LooplineException e) {
      // A commit without a declaration that still fits leads to no goal.
      return Optional.empty();
    }
  }

  private static Map<String, String> facts(String... pairs) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      facts.put(pairs[i], pairs[i + 1]);
    }
    return facts;
  }

  private static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    String format = whole ? "%.0f" : Math.abs(value) < SMALL ? "%.1e" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }
}
