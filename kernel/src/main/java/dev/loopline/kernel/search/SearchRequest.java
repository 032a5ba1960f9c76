package dev.loopline.kernel.search;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page that is asked for.
 *
 * @param scope what is looked through
 * @param order keys such as {@code start_time DESC}; none for the kind's usual order
 * @param columns what the answer tells of each thing
 * @param cursor the {@link SearchPage#next} of the page before; null for the first
 */
public record SearchRequest(
    Scope scope,
    List<Order> order,
    List<SearchKind.Named> columns,
    @Nullable String cursor,
    int limit) {
  public SearchRequest {
    order = List.copyOf(order);
    columns = List.copyOf(columns);
  }

  /**
   * Which things are meant.
   *
   * @param product whose; null for all
   * @param query blank for all
   * @param now what {@code now} means in the query: that of the first page, so that all fit
   *     together
   */
  public record Scope(@Nullable String product, String query, Instant now) {
    /** The query, read. */
    public Filter filter() {
      return Queries.filter(query);
    }
  }
}
