package dev.loopline.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a search.
 *
 * @param next asks for the page behind; null where this is the last
 */
public record Found<T>(List<T> items, @Nullable String next) {
  public Found {
    items = List.copyOf(items);
  }
}
