package dev.loopline.kernel.search;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a test of a filter, for things that no table holds. It says of a thing what {@link
 * SqlFilter} says of a row with the same values; {@code ILIKE} is SQLite's, which heeds the case of
 * all letters but ASCII's. A filter that does not fit the columns is refused before any thing is
 * tested.
 *
 * @param cells what the fields are
 * @param now what {@code now} means in the query
 */
public record RowFilter<T>(Function<Field, Cell<T>> cells, Instant now) {
  /**
   * What a field is of a thing.
   *
   * @param value a text, a number, or milliseconds where the type is a time or a duration; null
   *     where the thing has none, as with a NaN
   */
  public record Cell<T>(Column.Type type, Function<T, @Nullable Object> value) {}

  /** Whether a thing fits. */
  public Predicate<T> of(Filter filter) {
    return switch (filter) {
      case Filter.And and -> {
        List<Predicate<T>> parts = and.parts().stream().map(this::of).toList();
        yield thing -> parts.stream().allMatch(p -> p.test(thing));
      }
      case Filter.Or or -> {
        List<Predicate<T>> parts = or.parts().stream().map(this::of).toList();
        yield thing -> parts.stream().anyMatch(p -> p.test(thing));
      }
      case Filter.Not not -> of(not.part()).negate();
      case Filter.Comparison comparison -> comparison(comparison);
      case Filter.Membership membership -> membership(membership);
      case Filter.Presence presence -> {
        Cell<T> cell = cells.apply(presence.field());
        yield thing -> (there(cell, thing) != null) == presence.there();
      }
    };
  }

  private Predicate<T> comparison(Filter.Comparison comparison) {
    Cell<T> cell = cells.apply(comparison.field());
    Object wanted = Values.of(comparison.field(), cell.type(), comparison.operand(), now);
    Conditions.require(comparison, wanted);
    Predicate<Object> holds = holds(comparison.operator(), wanted);
    return thing -> {
      Object value = there(cell, thing);
      return value != null
          && value instanceof String == wanted instanceof String
          && holds.test(value);
    };
  }

  private static Predicate<Object> holds(Operator operator, Object wanted) {
    return switch (operator) {
      case EQUAL -> value -> same(value, wanted);
      case NOT_EQUAL -> value -> !same(value, wanted);
      case LESS -> value -> compare(value, wanted) < 0;
      case AT_MOST -> value -> compare(value, wanted) <= 0;
      case GREATER -> value -> compare(value, wanted) > 0;
      case AT_LEAST -> value -> compare(value, wanted) >= 0;
      case LIKE -> Like.of((String) wanted, Like.Letters.AS_WRITTEN);
      case ILIKE -> Like.of((String) wanted, Like.Letters.IN_ANY_CASE);
    };
  }

  private Predicate<T> membership(Filter.Membership membership) {
    Cell<T> cell = cells.apply(membership.field());
    List<Object> wanted =
        membership.operands().stream()
            .map(operand -> Values.of(membership.field(), cell.type(), operand, now))
            .toList();
    return thing -> {
      Object value = there(cell, thing);
      return value != null && wanted.stream().anyMatch(w -> same(value, w)) != membership.negated();
    };
  }

  private static <T> @Nullable Object there(Cell<T> cell, T thing) {
    Object value = cell.value().apply(thing);
    return value instanceof Double number && number.isNaN() ? null : value;
  }

  private static boolean same(Object value, Object wanted) {
    return value instanceof String || wanted instanceof String
        ? value.equals(wanted)
        : compare(value, wanted) == 0;
  }

  private static int compare(Object value, Object wanted) {
    if (value instanceof Long a && wanted instanceof Long b) {
      return Long.compare(a, b);
    }
    double a = ((Number) value).doubleValue();
    double b = ((Number) wanted).doubleValue();
    // Not Double.compare: to a database, zero has no sign.
    return a < b ? -1 : a > b ? 1 : 0;
  }
}
