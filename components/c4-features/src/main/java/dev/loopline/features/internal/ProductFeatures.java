package dev.loopline.features.internal;

import dev.loopline.features.internal.DeclarationDao.Declared;
import dev.loopline.features.internal.online.OnlineStore;
import dev.loopline.features.internal.spec.Declarations;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.Kernel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One product's declarations, and its sources at work, each opened when first needed. */
final class ProductFeatures implements AutoCloseable {
  private final Kernel kernel;
  private final String product;
  private final OnlineStore online;
  private final Path rows;
  private final Map<String, PushedSource> sources = new ConcurrentHashMap<>();
  private volatile Declared declared;
  private volatile Map<String, ViewSpec> views;

  ProductFeatures(Kernel kernel, String product, OnlineStore online, Path rows) {
    this.kernel = kernel;
    this.product = product;
    this.online = online;
    this.rows = rows;
    this.declared =
        kernel
            .db()
            .read(h -> DeclarationDao.newest(h, product))
            .orElse(new Declared("", Declarations.NONE));
    this.views = byName(declared.declarations());
  }

  private static Map<String, ViewSpec> byName(Declarations declarations) {
    Map<String, ViewSpec> views = new HashMap<>();
    declarations.views().forEach(v -> views.put(v.name(), v));
    return views;
  }

  Declared declared() {
    return declared;
  }

  Declarations declarations() {
    return declared.declarations();
  }

  Optional<ViewSpec> view(String name) {
    return Optional.ofNullable(views.get(name));
  }

  /** The source at work; up to date online when it is first opened. */
  PushedSource open(SourceSpec source) {
    return sources.computeIfAbsent(
        source.name(),
        name ->
            PushedSource.open(kernel, product, online, rows, source, declarations().viewsOf(name)));
  }

  /** Opens all, so that what is online is up to date. */
  ProductFeatures openAll() {
    declarations().sources().forEach(this::open);
    return this;
  }

  /** Computes what is new before it is declared. */
  void prepare(Declarations next) {
    for (SourceSpec source : next.sources()) {
      Optional<SourceSpec> former = declarations().source(source.name());
      List<ViewSpec> nextViews = next.viewsOf(source.name());
      open(former.orElse(source)).prepare(source, nextViews);
    }
  }

  /** Makes what was prepared the present. */
  void become(Declared next) {
    declared = next;
    for (SourceSpec source : next.declarations().sources()) {
      open(source).redefine(source, next.declarations().viewsOf(source.name()));
    }
    views = byName(next.declarations());
  }

  @Override
  public void close() {
    sources.values().forEach(PushedSource::close);
  }
}
