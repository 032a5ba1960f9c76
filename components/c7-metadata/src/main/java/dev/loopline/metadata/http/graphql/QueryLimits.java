package dev.loopline.metadata.http.graphql;

import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a query may ask for at most, in MLflow's numbers and words, checked before anything is
 * looked up. Fragments count wherever they are spread: they are no way around.
 */
final class QueryLimits {
  private static final int DEEPEST = 10;
  private static final int MOST_SELECTIONS = 1_000;
  private static final int MOST_ROOT_FIELDS = 10;
  private static final int MOST_ALIASES = 10;

  private final Map<String, FragmentDefinition> fragments = new HashMap<>();
  private final Set<String> spreading = new HashSet<>();
  private int selections;
  private int mostAliases;

  private QueryLimits() {}

  /** Thrown within, where looking further would be what the limit is against. */
  private static final class TooMuch extends RuntimeException {
    TooMuch(String message) {
      super(message, null, false, false);
    }
  }

  /** Why a query is refused; empty where it is within the limits. */
  static Optional<String> excess(Document document) {
    QueryLimits limits = new QueryLimits();
    for (Definition<?> definition : document.getDefinitions()) {
      if (definition instanceof FragmentDefinition fragment) {
        limits.fragments.put(fragment.getName(), fragment);
      }
    }
    try {
      int rootFields = 0;
      for (OperationDefinition operation :
          document.getDefinitionsOfType(OperationDefinition.class)) {
        rootFields = Math.max(rootFields, limits.fields(operation.getSelectionSet(), 1));
      }
      return limits.verdict(rootFields);
    } catch (TooMuch e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  private Optional<String> verdict(int rootFields) {
    if (rootFields > MOST_ROOT_FIELDS) {
      return Optional.of(atMost("root fields", MOST_ROOT_FIELDS, rootFields, "ROOT_FIELDS"));
    }
    return mostAliases > MOST_ALIASES
        ? Optional.of(atMost("aliases", MOST_ALIASES, mostAliases, "ALIASES"))
        : Optional.empty();
  }

  private static String atMost(String what, int most, int got, String setting) {
    return "GraphQL queries should have at most "
        + most
        + " "
        + what
        + ", got "
        + got
        + " "
        + what
        + ". To increase the limit, set the MLFLOW_SERVER_GRAPHQL_MAX_"
        + setting
        + " environment variable.";
  }

  /** How many fields a selection has, those of fragments included. */
  private int fields(@Nullable SelectionSet set, int depth) {
    if (set == null) {
      return 0;
    }
    if (depth > DEEPEST) {
      throw new TooMuch("Query exceeds maximum depth of " + DEEPEST);
    }
    int fields = 0;
    int aliases = 0;
    for (Selection<?> selection : set.getSelections()) {
      switch (selection) {
        case Field field -> {
          count();
          fields++;
          aliases += field.getAlias() == null ? 0 : 1;
          fields(field.getSelectionSet(), depth + 1);
        }
        case InlineFragment inline -> fields += fields(inline.getSelectionSet(), depth);
        case FragmentSpread spread -> fields += spread(spread.getName(), depth);
        default -> count();
      }
    }
    mostAliases = Math.max(mostAliases, aliases);
    return fields;
  }

  private int spread(String name, int depth) {
    count();
    FragmentDefinition fragment = fragments.get(name);
    // One that spreads itself is refused by the validation.
    if (fragment == null || !spreading.add(name)) {
      return 0;
    }
    int fields = fields(fragment.getSelectionSet(), depth);
    spreading.remove(name);
    return fields;
  }

  private void count() {
    if (++selections > MOST_SELECTIONS) {
      throw new TooMuch("Query exceeds maximum total selections of " + MOST_SELECTIONS);
    }
  }
}
