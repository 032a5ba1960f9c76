package dev.loopline.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor asks for the next page; null where this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * A page from a query for one item more than was asked for.
   *
   * @param fetched up to {@code limit + 1} items
   * @param cursor the cursor that continues after an item
   */
  public static <T> Page<T> of(List<T> fetched, int limit, Function<T, String> cursor) {
    boolean more = fetched.size() > limit;
    List<T> items = more ? fetched.subList(0, limit) : fetched;
    return new Page<>(items, more ? cursor.apply(items.getLast()) : null);
  }
}
