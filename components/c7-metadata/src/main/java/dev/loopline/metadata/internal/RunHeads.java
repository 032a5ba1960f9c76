package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Which of several experiments are walked first: those whose first entries stand first, so that the
 * rest need not be looked at once a page is full.
 */
record RunHeads(RunOrder order) {
  /**
   * An experiment.
   *
   * @param value the first of its values, as the index of the order's first key holds it; null
   *     where it has none, or where that is not known
   */
  record Head(long experiment, @Nullable Object value) {}

  /** The experiments in the order in which they are best walked. */
  List<Head> of(Handle h, List<Long> experiments) {
    SortKey first = order.first();
    if (experiments.size() < 2 || !first.isIndexed()) {
      return experiments.stream().map(id -> new Head(id, null)).toList();
    }
    Sql head =
        Sql.of("select e.id, (select " + (first.descending() ? "max(" : "min("))
            .then(first.indexed() + ") from " + first.table() + " where ")
            .then(first.entries(0, Sql.of("e.id")))
            .then(") as head from experiment e where e.id ")
            .then(RunColumns.among(experiments));
    return Rows.list(
            h,
            head,
            (rs, ctx) -> {
              Object value = first.read(rs, 2);
              return new Head(rs.getLong(1), rs.wasNull() ? null : value);
            })
        .stream()
        .sorted(Comparator.comparing(Head::value, Comparator.nullsLast(order::compareFirst)))
        .toList();
  }

  /** Whether neither this experiment nor any after it has a run ahead of a position. */
  boolean isBehind(Head head, Position last) {
    SortKey first = order.first();
    return first.isIndexed()
        && order.firstRank(last) == 0
        && (head.value() == null
            || order.compareFirst(head.value(), first.indexed(order.firstValue(last))) > 0);
  }
}
