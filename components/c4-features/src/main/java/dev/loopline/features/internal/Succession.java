package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.FeatureError;
import dev.loopline.features.internal.DeclarationDao.Declared;
import dev.loopline.features.internal.PushedSourceDao.Pushed;
import dev.loopline.features.internal.spec.Declarations;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How new declarations follow former ones. */
record Succession(Declarations former, Declarations next) {
  /**
   * The next declarations: views that did not change keep the commit that they are from.
   *
   * @param pushed what was pushed to a source ever, also before it was last declared
   */
  Declarations after(Function<String, Optional<Pushed>> pushed) {
    next.sources().forEach(s -> pushed.apply(s.name()).ifPresent(p -> requireSameRows(s, p)));
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

  private static void requireSameRows(SourceSpec source, Pushed before) {
    boolean same =
        before.entity().equals(source.entity()) && before.eventTime().equals(source.eventTime());
    if (before.rows() > 0 && !same) {
      throw new LooplineException(
          FeatureError.FEATURES_INVALID,
          "The source '"
              + source.name()
              + "' has rows already, known by '"
              + before.entity()
              + "' and '"
              + before.eventTime()
              + "'; these cannot change. Declare a new source.");
    }
  }

  /** One for the rules and one for the views, where there are any. */
  static List<NewEvent> events(String product, Declared declared, String actor) {
    Declarations declarations = declared.declarations();
    List<String> ruled =
        declarations.sources().stream()
            .filter(s -> !s.rules().isEmpty())
            .map(SourceSpec::name)
            .toList();
    List<String> views = declarations.views().stream().map(ViewSpec::name).toList();
    List<NewEvent> events = new ArrayList<>();
    if (!ruled.isEmpty()) {
      events.add(applied("rules", product, actor, declared.commit(), "sources", ruled));
    }
    if (!views.isEmpty()) {
      NewEvent applied = applied("views", product, actor, declared.commit(), "views", views);
      ((ObjectNode) applied.data()).set("forms", forms(declarations.views()));
      events.add(applied);
    }
    return events;
  }

  /** Of each view its source, and the commit that gave it its form. */
  private static JsonNode forms(List<ViewSpec> views) {
    return Json.tree(
        views.stream()
            .map(v -> Map.of("view", v.name(), "source", v.source(), "commit", v.commit()))
            .toList());
  }

  private static NewEvent applied(
      String what, String product, String actor, String commit, String kind, List<String> names) {
    return new NewEvent(
        "features." + what + ".applied",
        "features",
        product,
        product,
        actor,
        Json.tree(Map.of("commit", commit, kind, names)));
  }
}
