package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.FeatureError;
import dev.loopline.features.FeatureRow;
import dev.loopline.features.FeatureStore;
import dev.loopline.features.IngestReceipt;
import dev.loopline.features.PushReceipt;
import dev.loopline.features.RejectedRow;
import dev.loopline.features.Snapshot;
import dev.loopline.features.TrainingSet;
import dev.loopline.features.TrainingSetRequest;
import dev.loopline.features.ViewInfo;
import dev.loopline.features.internal.DeclarationDao.Declared;
import dev.loopline.features.internal.offline.OfflineStore;
import dev.loopline.features.internal.offline.TableDao;
import dev.loopline.features.internal.online.Keys;
import dev.loopline.features.internal.online.OnlineRow;
import dev.loopline.features.internal.online.OnlineStore;
import dev.loopline.features.internal.rows.SegmentLog;
import dev.loopline.features.internal.rows.WorkFolder;
import dev.loopline.features.internal.spec.Declarations;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.features.spi.LabelSource;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@link FeatureStore} over segment files, RocksDB and Iceberg tables in one folder. */
public final class StoredFeatures implements FeatureStore {
  /** Each bulk engine may take 1 GB. */
  private static final int BULK_ENGINES = 2;

  private final Kernel kernel;
  private final FeaturesFile file = new FeaturesFile();
  private final OnlineStore online;
  private final OfflineStore offline;
  private final NativeWork bulk = new NativeWork("features-bulk", BULK_ENGINES);
  private final NativeWork pushing =
      new NativeWork("features-push", Runtime.getRuntime().availableProcessors());
  private final PushedSource.Shared shared;
  private final FileIngest ingest;
  private final Map<String, ProductFeatures> products = new ConcurrentHashMap<>();

  public StoredFeatures(Kernel kernel, LabelSource labels) {
    this.kernel = kernel;
    Path folder = kernel.folder("features");
    WorkFolder.delete(folder.resolve("work"));
    this.online = OnlineStore.open(folder.resolve("online"));
    this.offline = new OfflineStore(kernel, labels, folder);
    this.shared = new PushedSource.Shared(kernel, online, folder.resolve("rows"), pushing);
    this.ingest = new FileIngest(kernel);
  }

  private ProductFeatures product(String name) {
    ProductFeatures known = products.get(name);
    if (known != null) {
      return known;
    }
    ProductFeatures read = new ProductFeatures(shared, name);
    // Names that somebody only asks for are not kept.
    return read.declared().commit().isEmpty() ? read : declaring(name);
  }

  private ProductFeatures declaring(String name) {
    return products.computeIfAbsent(
        name, p -> bulk.call(() -> new ProductFeatures(shared, p).openAll()));
  }

  @Override
  public List<Violation> validate(YamlDocument features) {
    return file.validate(features);
  }

  @Override
  public void apply(String product, String commit, List<YamlDocument> documents, String actor) {
    ProductFeatures features = declaring(product);
    synchronized (features) {
      if (features.declared().commit().equals(commit)) {
        return;
      }
      Declarations next =
          new Succession(features.declarations(), file.read(documents, commit))
              .after(source -> kernel.db().read(h -> PushedSourceDao.find(h, product, source)));
      Declared declared = new Declared(commit, next);
      bulk.call(
          () -> {
            features.prepare(next);
            declare(product, declared, actor);
            features.become(declared);
            return declared;
          });
    }
  }

  /** Once: a second attempt of the same commit finds that it is said already. */
  private void declare(String product, Declared declared, String actor) {
    kernel
        .db()
        .change(
            tx -> {
              Optional<String> newest =
                  DeclarationDao.newest(tx.handle(), product).map(Declared::commit);
              if (!newest.equals(Optional.of(declared.commit()))) {
                Instant now = kernel.clock().now();
                DeclarationDao.insert(tx, product, declared, now, actor);
                DeclaredFeatureDao.replace(tx, product, declared.declarations().views(), now);
                Succession.events(product, declared, actor)
                    .forEach(e -> kernel.events().append(tx, e));
              }
            });
  }

  @Override
  public PushReceipt push(String product, String source, List<JsonNode> pushed, String actor) {
    return source(product, source).push(Push.whole(pushed, actor));
  }

  private PushedSource source(String product, String name) {
    ProductFeatures features = product(product);
    return features.open(requireSource(features, product, name));
  }

  @Override
  public List<RejectedRow> rejected(String product, String source, long after, int limit) {
    return source(product, source).rejected(after, limit);
  }

  @Override
  public IngestReceipt ingest(String product, String source, String actor) {
    ProductFeatures features = product(product);
    SourceSpec spec = requireSource(features, product, source);
    PushedSource pushed = features.open(spec);
    return bulk.call(() -> ingest.run(product, spec, pushed, actor));
  }

  private static SourceSpec requireSource(ProductFeatures features, String product, String name) {
    return features
        .declarations()
        .source(name)
        .orElseThrow(
            () ->
                new LooplineException(
                    FeatureError.SOURCE_NOT_FOUND,
                    product
                        + " declares no source '"
                        + name
                        + "'. Declare it in a file of features/ and deliver that; declared are "
                        + features.declarations().sources().stream().map(SourceSpec::name).toList()
                        + "."));
  }

  private static ViewSpec requireView(ProductFeatures features, String product, String name) {
    return features
        .view(name)
        .orElseThrow(
            () ->
                new LooplineException(
                    FeatureError.VIEW_NOT_FOUND,
                    product
                        + " has no feature view '"
                        + name
                        + "'. It has "
                        + features.declarations().views().stream().map(ViewSpec::name).toList()
                        + "."));
  }

  @Override
  public Optional<FeatureRow> online(String product, String view, String key) {
    ViewSpec spec = requireView(product(product), product, view);
    return online
        .find(Keys.online(product, view, spec.definition(), key))
        .map(row -> row(spec, key, row));
  }

  @Override
  public List<Optional<FeatureRow>> online(String product, String view, List<String> keys) {
    ViewSpec spec = requireView(product(product), product, view);
    List<Optional<OnlineRow>> found =
        online.find(
            keys.stream().map(k -> Keys.online(product, view, spec.definition(), k)).toList());
    return java.util.stream.IntStream.range(0, keys.size())
        .mapToObj(i -> found.get(i).map(row -> row(spec, keys.get(i), row)))
        .toList();
  }

  private static FeatureRow row(ViewSpec view, String key, OnlineRow row) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (int i = 0; i < view.features().size(); i++) {
      values.put(view.features().get(i).name(), row.values().get(i));
    }
    Instant at = Instant.EPOCH.plus(row.at(), ChronoUnit.MICROS);
    return new FeatureRow(key, at, values, view.commit());
  }

  @Override
  public Snapshot materialize(String product, String view) {
    ProductFeatures features = product(product);
    ViewSpec spec = requireView(features, product, view);
    SourceSpec source = requireSource(features, product, spec.source());
    SegmentLog log = features.open(source).log();
    return bulk.call(() -> offline.materialize(product, source, spec, log));
  }

  @Override
  public List<Snapshot> snapshots(String product, String view) {
    requireView(product(product), product, view);
    return offline.snapshots(product, view);
  }

  @Override
  public TrainingSet trainingSet(String product, TrainingSetRequest request) {
    ProductFeatures features = product(product);
    requireView(features, product, request.view());
    Map<ViewSpec, Long> joined = new LinkedHashMap<>();
    for (String view : request.joined()) {
      joined.put(requireView(features, product, view), materialize(product, view).id());
    }
    Long named = request.snapshot();
    long snapshot = named == null ? materialize(product, request.view()).id() : named;
    return bulk.call(() -> offline.cut(product, request, snapshot, joined));
  }

  @Override
  public List<ViewInfo> views(String product) {
    return product(product).declarations().views().stream()
        .sorted(Comparator.comparing(ViewSpec::name))
        .map(v -> info(product, v))
        .toList();
  }

  @Override
  public Optional<ViewInfo> findView(String product, String view) {
    return product(product).view(view).map(v -> info(product, v));
  }

  private ViewInfo info(String product, ViewSpec view) {
    @Nullable Long snapshot =
        kernel
            .db()
            .read(h -> TableDao.find(h, product, view.name()))
            .map(TableDao.Pointer::snapshot)
            .filter(id -> id > 0)
            .orElse(null);
    long held = online.progress(Keys.viewProgress(product, view.name(), view.definition())).rows();
    return new ViewInfo(
        view.name(),
        view.source(),
        view.entity(),
        view.features(),
        view.sql(),
        view.commit(),
        held,
        snapshot);
  }

  @Override
  public void close() {
    bulk.close();
    pushing.close();
    products.values().forEach(ProductFeatures::close);
    online.close();
  }
}
