package dev.loopline.kernel.events;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events someone wants.
 *
 * @param types exact types, or prefixes that end in a dot; empty for all
 * @param product only this product's, or null for all
 */
public record EventFilter(Set<String> types, @Nullable String product) {
  public EventFilter {
    types = Set.copyOf(types);
  }

  public static EventFilter all() {
    return new EventFilter(Set.of(), null);
  }

  public static EventFilter types(String... types) {
    return new EventFilter(Set.of(types), null);
  }

  public boolean matches(Event event) {
    return (product == null || product.equals(event.product()))
        && (types.isEmpty() || types.stream().anyMatch(t -> typeMatches(t, event.type())));
  }

  private static boolean typeMatches(String wanted, String type) {
    return wanted.endsWith(".") ? type.startsWith(wanted) : type.equals(wanted);
  }
}
