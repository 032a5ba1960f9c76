package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Filter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Looks for a part of a filter that few runs fit: one that must hold and that an index answers. The
 * probe stops where there are too many to be worth it, so it costs little.
 */
record Narrowing(IndexedParts parts, Effort effort) {
  /** More are never looked for. */
  private static final double MOST = 20_000;

  /**
   * What each costs, measured in entries of a walk whose runs are asked for the filter: these are
   * read from all over a table, where a set is counted and made along an index.
   */
  private static final double READ = 1.6;

  private static final double MEMBER = 0.5;
  private static final double ENTRY_AMONG = 0.15;

  /** How an experiment is searched. */
  sealed interface Plan {
    /** Along the order's index, asking each entry's run. */
    record Walk() implements Plan {}

    /** Along the index, asking first whether the run is among these. */
    record Among(Sql numbers) implements Plan {}

    /** These are read and sorted. */
    record Read(Sql numbers) implements Plan {}
  }

  /**
   * The cheapest plan.
   *
   * @param entries that a walk is likely to go through
   */
  Plan plan(Handle h, Filter filter, List<Long> experiments, double entries) {
    if (entries < effort.worth()) {
      return new Plan.Walk();
    }
    List<Sql> best = List.of();
    int most = (int) Math.min(MOST, entries * (1 - ENTRY_AMONG) / MEMBER);
    int fewest = most;
    for (Filter part : IndexedParts.conjuncts(filter)) {
      Optional<List<Sql>> rows = fewest == 0 ? Optional.empty() : parts.of(part, experiments);
      int hits = rows.isPresent() ? count(h, rows.get(), fewest) : fewest;
      if (hits < fewest) {
        fewest = hits;
        best = rows.orElseThrow();
      }
    }
    if (best.isEmpty()) {
      return new Plan.Walk();
    }
    // A set is one of numbers, though a run may fit several of the parts of an OR.
    String numbers =
        best.stream()
            .map(rows -> "select l.run_no from " + rows.text())
            .collect(Collectors.joining(" union "));
    Sql set = new Sql(numbers, best.stream().flatMap(rows -> rows.arguments().stream()).toList());
    double among = fewest * MEMBER + entries * ENTRY_AMONG;
    return fewest * READ < among ? new Plan.Read(set) : new Plan.Among(set);
  }

  private static int count(Handle h, List<Sql> rows, int most) {
    int count = 0;
    for (Sql from : rows) {
      if (count < most) {
        Sql few = Sql.of("select 1 as one from ").then(from).then(" limit ?", most - count);
        Sql sql = Sql.of("select count(*) from (").then(few).then(") few");
        count += Rows.list(h, sql, (rs, ctx) -> rs.getInt(1)).getFirst();
      }
    }
    return count;
  }
}
