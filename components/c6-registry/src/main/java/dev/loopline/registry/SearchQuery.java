package dev.loopline.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search in the query language.
 *
 * @param filter blank for everything
 * @param orderBy keys with {@code ASC} or {@code DESC}; none for the usual order
 * @param cursor the previous page's {@link Found#next}
 */
public record SearchQuery(String filter, List<String> orderBy, @Nullable String cursor, int limit) {
  public SearchQuery {
    orderBy = List.copyOf(orderBy);
  }
}
