package dev.loopline.kernel.search;

import java.time.Instant;
import java.util.function.Predicate;

/**
 * Between which milliseconds all that fits a filter lies, the bounds included: what is stored in
 * the order of time need not be looked at beyond them.
 */
public record TimeBounds(long from, long until) {
  public static final TimeBounds ANY = new TimeBounds(Long.MIN_VALUE, Long.MAX_VALUE);

  /**
   * What the parts of a filter that must all hold say of a time.
   *
   * @param time which field is the time
   * @param now what {@code now} means in the query
   */
  public static TimeBounds of(Filter filter, Predicate<Field> time, Instant now) {
    TimeBounds bounds = ANY;
    for (Filter part : filter.conjuncts()) {
      if (part instanceof Filter.Comparison comparison && time.test(comparison.field())) {
        Object value = Values.of(comparison.field(), Column.Type.TIME, comparison.operand(), now);
        bounds = bounds.and(of(comparison.operator(), (Long) value));
      } else if (part instanceof Filter.And and) {
        bounds = bounds.and(of(and, time, now));
      }
    }
    return bounds;
  }

  private static TimeBounds of(Operator operator, long value) {
    return switch (operator) {
      case EQUAL -> new TimeBounds(value, value);
      case LESS, AT_MOST -> new TimeBounds(Long.MIN_VALUE, value);
      case GREATER, AT_LEAST -> new TimeBounds(value, Long.MAX_VALUE);
      case NOT_EQUAL, LIKE, ILIKE -> ANY;
    };
  }

  private TimeBounds and(TimeBounds other) {
    return new TimeBounds(Math.max(from, other.from), Math.min(until, other.until));
  }

  /** Whether anything between these two may lie within the bounds. */
  public boolean meet(long first, long last) {
    return first <= until && last >= from;
  }
}
