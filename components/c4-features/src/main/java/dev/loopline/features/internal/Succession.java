package dev.loopline.features.internal;

import dev.loopline.features.FeatureError;
import dev.loopline.features.internal.DeclarationDao.Declared;
import dev.loopline.features.internal.spec.Declarations;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** How new declarations follow former ones. */
record Succession(Declarations former, Declarations next, BiPredicate<String, String> hasRows) {
  static Succession of(
      Declarations former, Declarations next, BiPredicate<String, String> hasRows) {
    return new Succession(former, next, hasRows);
  }

  /** The next declarations: views that did not change keep the commit that they are from. */
  Declarations in(String product) {
    next.sources().forEach(s -> requireSameRows(product, s));
    List<ViewSpec> views =
        next.views().stream()
            .map(
                v ->
                    former
                        .view(v.name())
                        .filter(f -> f.definition().equals(v.definition()))
                        .map(f -> v.withCommit(f.commit()))
                        .orElse(v))
            .toList();
    return new Declarations(next.sources(), views);
  }

  private void requireSameRows(String product, SourceSpec source) {
    Optional<SourceSpec> before = former.source(source.name());
    if (before.isPresent()
        && !(before.get().entity().equals(source.entity())
            && before.get().eventTime().equals(source.eventTime()))
        && hasRows.test(product, source.name())) {
      throw new LooplineException(
          FeatureError.FEATURES_INVALID,
          "The source '"
              + source.name()
              + "' has rows already, known by '"
              + before.get().entity()
              + "' and '"
              + before.get().eventTime()
              + "'; these cannot change. Declare a new source.");
    }
  }

  static List<NewEvent> events(String product, Declared declared, String actor) {
    Declarations declarations = declared.declarations();
    return List.of(
        event(
            "features.rules.applied",
            product,
            actor,
            Map.of(
                "commit",
                declared.commit(),
                "sources",
                declarations.sources().stream().map(SourceSpec::name).toList())),
        event(
            "features.views.applied",
            product,
            actor,
            Map.of(
                "commit",
                declared.commit(),
                "views",
                declarations.views().stream().map(ViewSpec::name).toList())));
  }

  private static NewEvent event(String type, String product, String actor, Object data) {
    return new NewEvent(type, "features", product, product, actor, Json.tree(data));
  }
}
