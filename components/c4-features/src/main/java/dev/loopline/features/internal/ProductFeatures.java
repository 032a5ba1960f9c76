package dev.loopline.features.internal;

import dev.loopline.features.internal.DeclarationDao.Declared;
import dev.loopline.features.internal.spec.Declarations;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One product's declarations, and its sources at work, each opened when first needed. */
final class ProductFeatures implements AutoCloseable {
  private final PushedSource.Shared shared;
  private final String product;
  private final Map<String, PushedSource> sources = new ConcurrentHashMap<>();
  private volatile Present present;

  /** What is declared, and its views by name: changed together. */
  private record Present(Declared declared, Map<String, ViewSpec> views) {
    static Present of(Declared declared) {
      return new Present(declared, byName(declared.declarations()));
    }
  }

  ProductFeatures(PushedSource.Shared shared, String product) {
    this.shared = shared;
    this.product = product;
    this.present =
        Present.of(
            shared
                .kernel()
                .db()
                .read(h -> DeclarationDao.newest(h, product))
                .orElse(new Declared("", Declarations.NONE)));
  }

  private static Map<String, ViewSpec> byName(Declarations declarations) {
    Map<String, ViewSpec> views = new HashMap<>();
    declarations.views().forEach(v -> views.put(v.name(), v));
    return views;
  }

  Declared declared() {
    return present.declared();
  }

  Declarations declarations() {
    return declared().declarations();
  }

  Optional<ViewSpec> view(String name) {
    return Optional.ofNullable(present.views().get(name));
  }

  /** The source at work; up to date online when it is first opened. */
  PushedSource open(SourceSpec source) {
    return sources.computeIfAbsent(
        source.name(),
        name -> PushedSource.open(shared, product, source, declarations().viewsOf(name)));
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

  /** Makes what was prepared the present; said last, so that after a failure it is done again. */
  void become(Declared next) {
    for (SourceSpec source : next.declarations().sources()) {
      open(source).redefine(source, next.declarations().viewsOf(source.name()));
    }
    present = Present.of(next);
  }

  @Override
  public void close() {
    sources.values().forEach(PushedSource::close);
  }
}
