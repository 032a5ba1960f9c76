package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Filter;
import dev.loopline.kernel.search.Operand;
import dev.loopline.kernel.search.Operator;
import dev.loopline.kernel.search.SqlFilter;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Looks for a part of a filter that few runs fit: one that must hold and that an index answers. The
 * probe stops where there are many, so it costs little.
 */
record Narrowing(RunColumns columns, SqlFilter compiler) {
  /** Up to here, the runs themselves are read and sorted. */
  private static final int FEW = 400;

  /**
   * Up to here, a walk along the order asks a set of their numbers: both sides read indexes alone,
   * where asking each run for the field would read its pages from all over the table.
   */
  private static final int MANY = 2_500;

  /**
   * A part that must hold.
   *
   * @param rows selects {@code l.run_no} by an index
   * @param few whether reading all of them is cheaper than walking
   */
  record Candidates(Sql rows, boolean few) {}

  /** The narrowest of the filter's parts. */
  Optional<Candidates> narrowest(Handle h, Filter filter, long experiment) {
    Sql best = null;
    int fewest = MANY;
    for (Filter part : filter.conjuncts()) {
      Optional<Sql> indexed = indexed(part, experiment);
      if (indexed.isPresent() && fewest > 0) {
        int hits = count(h, indexed.get(), fewest);
        if (hits < fewest) {
          fewest = hits;
          best = indexed.get();
        }
      }
    }
    boolean few = fewest < FEW;
    return Optional.ofNullable(best)
        .map(rows -> new Candidates(Sql.of("select l.run_no from ").then(rows), few));
  }

  private static int count(Handle h, Sql from, int most) {
    Sql sql =
        Sql.of("select count(*) from (select 1 as one from ")
            .then(from)
            .then(" limit ?) few", most);
    return Rows.list(h, sql, (rs, ctx) -> rs.getInt(1)).getFirst();
  }

  private Optional<Sql> indexed(Filter part, long experiment) {
    if (!(part instanceof Filter.Comparison comparison)
        || !(RunField.of(comparison.field()) instanceof RunField.Logged logged)) {
      return Optional.empty();
    }
    Sql rows =
        Sql.of(
            logged.kind().table() + " l where l.experiment_id = ? and l.key_no = ?",
            experiment,
            columns.numberOf(logged.key()));
    boolean equal = comparison.operator() == Operator.EQUAL;
    return switch (comparison.operand()) {
      case Operand.Text text when equal && logged.kind() != RunField.Kind.METRIC ->
          // The beginning alone: what it lets in besides is sorted out by the whole condition.
          Optional.of(rows.then(" and substr(l.value, 1, 64) = ?", beginning(text.value())));
      case Operand.Number number
          when logged.kind() == RunField.Kind.METRIC
              && comparison.operator() != Operator.NOT_EQUAL ->
          Optional.of(
              rows.then(
                  " and l.is_nan = 0 and l.value " + comparison.operator().sign() + " ?",
                  number.value().doubleValue()));
      default -> Optional.empty();
    };
  }

  /** As the index's {@code substr} counts: in characters, not in Java's units. */
  private static String beginning(String value) {
    int characters = Math.min(64, value.codePointCount(0, value.length()));
    return value.substring(0, value.offsetByCodePoints(0, characters));
  }
}
