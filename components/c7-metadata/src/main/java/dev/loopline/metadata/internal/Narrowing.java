package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Filter;
import dev.loopline.kernel.search.Operand;
import dev.loopline.kernel.search.Operator;
import dev.loopline.kernel.search.SqlFilter;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Looks for a part of a filter that few runs fit: one that must hold, that an index answers, and
 * that has fewer hits than {@link #FEW}. The probe stops there, so it costs little.
 */
record Narrowing(RunColumns columns, SqlFilter compiler) {
  /**
   * Up to here, sorting the hits is cheaper than walking: with more, one run in a few hundred fits
   * even among a hundred thousand, and a walk meets a hundred of them soon.
   */
  static final int FEW = 1_500;

  /** The runs that fit the narrowest part, as tables that end in {@code run r}. */
  Optional<Sql> narrowest(Handle h, Filter filter, long experiment) {
    Sql best = null;
    int fewest = FEW;
    for (Filter part : filter.conjuncts()) {
      Optional<Sql> indexed = indexed(part, experiment);
      if (indexed.isPresent()) {
        int hits = count(h, indexed.get(), fewest);
        if (hits < fewest) {
          fewest = hits;
          best = indexed.get();
        }
      }
    }
    return Optional.ofNullable(best)
        .map(
            hits ->
                Sql.of(" from (select l.run_no from ")
                    .then(hits)
                    .then(") f cross join run r")
                    // Placed into the join, because a cross join has no condition of its own.
                    .then(" join run same on same.no = r.no and r.no = f.run_no"));
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
            columns.number(logged.key()));
    boolean equal = comparison.operator() == Operator.EQUAL;
    return switch (comparison.operand()) {
      case Operand.Text text when equal && logged.kind() != RunField.Kind.METRIC ->
          Optional.of(
              rows.then(
                  " and substr(l.value, 1, 64) = ? and l.value = ?",
                  text.value()
                      .substring(0, text.value().offsetByCodePoints(0, beginning(text.value()))),
                  text.value()));
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
  private static int beginning(String value) {
    return Math.min(64, value.codePointCount(0, value.length()));
  }
}
