package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Filter;
import dev.loopline.kernel.search.Operand;
import dev.loopline.kernel.search.Operator;
import org.jspecify.annotations.Nullable;

/**
 * Between which entries of its first key's index an order is walked.
 *
 * @param after only what comes behind it; null for the beginning
 * @param last nothing that comes behind it; null for the end
 * @param asked what the filter says of the first key's own value
 */
record WalkBounds(RunOrder order, @Nullable Position after, @Nullable Position last, Sql asked) {

  static WalkBounds of(RunOrder order, @Nullable Position after, Filter filter) {
    Sql asked = Sql.of("");
    for (Filter part : filter.conjuncts()) {
      if (order.first().isMetric()
          && part instanceof Filter.Comparison comparison
          && comparison.operator() != Operator.NOT_EQUAL
          && comparison.operand() instanceof Operand.Number number
          && RunField.of(comparison.field()).equals(order.first().field())) {
        String sign = comparison.operator().sign();
        asked =
            asked.then(
                " and " + order.first().raw() + " " + sign + " ?", number.value().doubleValue());
      }
    }
    return new WalkBounds(order, after, null, asked);
  }

  WalkBounds from(Position position) {
    return new WalkBounds(order, position, last, asked);
  }

  WalkBounds until(Position position) {
    return new WalkBounds(order, after, position, asked);
  }

  /** Whether runs of this rank may be within. */
  boolean has(int rank) {
    boolean passed = after != null && rank < order.firstRank(after);
    boolean beyond = last != null && rank > order.firstRank(last);
    boolean unasked = rank > 0 && !asked.text().isEmpty();
    return !passed && !beyond && !unasked;
  }

  /** A condition of the entries that have a value. */
  Sql entries() {
    SortKey first = order.first();
    Sql entries = asked;
    if (after != null && order.firstRank(after) == 0) {
      entries = entries.then(first.from(), first.indexed(order.firstValue(after)));
    }
    if (last != null && order.firstRank(last) == 0) {
      entries = entries.then(first.upTo(), first.indexed(order.firstValue(last)));
    }
    return entries;
  }
}
