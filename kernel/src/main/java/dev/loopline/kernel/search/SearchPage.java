package dev.loopline.kernel.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of a search.
 *
 * @param next asks for what lies behind, whatever came or went since; null where nothing does. A
 *     page may be short, even empty, and have a next one: then the search has looked at as much as
 *     one call may.
 */
public record SearchPage(List<Row> rows, @Nullable String next) {
  public SearchPage {
    rows = List.copyOf(rows);
  }

  /**
   * One thing.
   *
   * @param href where it is shown, where there is such a place
   * @param values of the columns that were asked for, in their order; null where it has none
   */
  public record Row(@Nullable String href, Map<String, JsonNode> values) {
    public Row {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * How many fit.
   *
   * @param exact false where more than {@code count} may fit, because a call looks at no more
   */
  public record Count(long count, boolean exact) {
    public static Count of(long count) {
      return new Count(count, true);
    }
  }
}
