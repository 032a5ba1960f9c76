package dev.loopline.features.internal;

import dev.loopline.features.Analysis;
import dev.loopline.features.AnalysisRequest;
import dev.loopline.features.FeatureError;
import dev.loopline.features.RawFile;
import dev.loopline.features.SourceInfo;
import dev.loopline.features.Sources;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Naming;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** {@link Sources} over the component's tables and the kernel's stores. */
public final class StoredSources implements Sources {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final long LARGEST = 16L << 30;

  private final Kernel kernel;
  private final Consumer<String> requireProduct;
  private final CsvProfiler profiler;

  /**
   * @param requireProduct throws where there is no such product
   */
  public StoredSources(Kernel kernel, Consumer<String> requireProduct) {
    this.kernel = kernel;
    this.requireProduct = requireProduct;
    this.profiler = new CsvProfiler(kernel.folder("features"));
    kernel.garbage().register(new SourceBlobs(kernel.db()));
  }

  @Override
  public RawFile upload(
      String product, String source, String fileName, InputStream in, String actor) {
    requireProduct.accept(product);
    if (!NAME.matcher(source).matches()) {
      throw new LooplineException(
          FeatureError.SOURCE_NAME_INVALID,
          "'" + source + "' is no source name: lower-case letters, digits and underscores.");
    }
    try (Naming naming = kernel.artifacts().naming()) {
      return store(product, source, fileName, naming.put(in, LARGEST), actor);
    }
  }

  private RawFile store(String product, String source, String fileName, Blob blob, String actor) {
    long rows = profiler.countRows(kernel.artifacts().file(blob.digest()), fileName);
    return kernel
        .db()
        .write(
            tx -> {
              Optional<RawFile> newest = RawFileDao.newest(tx.handle(), product, source);
              if (newest.isPresent() && newest.get().digest().equals(blob.digest())) {
                return newest.get();
              }
              RawFile file =
                  new RawFile(
                      product,
                      source,
                      newest.map(RawFile::revision).orElse(0L) + 1,
                      fileName,
                      blob.digest(),
                      blob.size(),
                      kernel.clock().now(),
                      actor);
              RawFileDao.insert(tx, file, rows);
              kernel
                  .events()
                  .append(
                      tx,
                      new NewEvent(
                          "features.source.uploaded",
                          "features",
                          source,
                          product,
                          actor,
                          Json.tree(
                              Map.of(
                                  "revision", file.revision(),
                                  "digest", blob.digest().toString(),
                                  "rows", rows))));
              return file;
            });
  }

  @Override
  public Optional<RawFile> find(String product, String source, long revision) {
    return kernel.db().read(h -> RawFileDao.find(h, product, source, revision));
  }

  @Override
  public RawFile require(String product, String source) {
    requireProduct.accept(product);
    return kernel
        .db()
        .read(h -> RawFileDao.newest(h, product, source))
        .orElseThrow(
            () ->
                new LooplineException(
                    FeatureError.SOURCE_NOT_FOUND,
                    "The product "
                        + product
                        + " has no source '"
                        + source
                        + "' yet. Upload a CSV file to it first."));
  }

  @Override
  public List<SourceInfo> list(String product) {
    requireProduct.accept(product);
    return kernel
        .db()
        .read(
            h -> {
              Map<String, SourceInfo> all = new TreeMap<>();
              RawFileDao.list(h, product).forEach(s -> all.put(s.name(), s));
              Map<String, Long> pushed = PushedSourceDao.rows(h, product);
              DeclarationDao.newest(h, product).stream()
                  .flatMap(d -> d.declarations().sources().stream())
                  .forEach(
                      s ->
                          all.compute(
                              s.name(),
                              (name, upload) ->
                                  new SourceInfo(
                                      name,
                                      pushed.getOrDefault(name, 0L),
                                      upload == null ? null : upload.revision())));
              return List.copyOf(all.values());
            });
  }

  @Override
  public Analysis analyze(String product, String source, AnalysisRequest request, String actor) {
    RawFile file = require(product, source);
    String key = Json.write(request);
    Optional<Analysis> known = kernel.db().read(h -> AnalysisDao.find(h, file, key));
    if (known.isPresent()) {
      return known.get();
    }
    Analysis analysis = profiler.analyze(file, kernel.artifacts().file(file.digest()), request);
    kernel
        .db()
        .change(
            tx -> {
              if (AnalysisDao.insert(tx, file, key, analysis, kernel.clock().now())) {
                kernel
                    .events()
                    .append(
                        tx,
                        new NewEvent(
                            "features.analysis.finished",
                            "features",
                            source,
                            product,
                            actor,
                            Json.tree(
                                Map.of(
                                    "revision",
                                    file.revision(),
                                    "rows",
                                    analysis.rows(),
                                    "suspects",
                                    analysis.suspects().stream()
                                        .map(Analysis.Suspect::column)
                                        .distinct()
                                        .toList()))));
              }
            });
    return analysis;
  }

  @Override
  public Optional<Analysis> findAnalysis(String product, String source) {
    RawFile file = require(product, source);
    return kernel.db().read(h -> AnalysisDao.newest(h, file));
  }

  @Override
  public void close() {
    profiler.close();
  }
}
