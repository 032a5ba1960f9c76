package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.metadata.internal.RunSearch.Hit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Collects an experiment's first runs in an order.
 *
 * @param condition of the runs, on {@code run r} and an expression of its number
 * @param after only what comes behind it; null for the beginning
 */
record RunWalk(
    RunOrder order, Function<String, Sql> condition, @Nullable Position after, int limit) {

  private static final String RUN = "r.no";

  /**
   * Along the first key's index, rank by rank, until enough was found.
   *
   * @param among the numbers of the runs that may fit; null for any
   */
  List<Hit> along(Handle h, @Nullable Sql among, long experiment) {
    if (order.keys().isEmpty()) {
      Sql all = Sql.of(" from run r where r.experiment_id = ?", experiment);
      return list(h, within(all, RUN, among), "", true, RUN);
    }
    SortKey first = order.keys().getFirst();
    List<Hit> hits = new ArrayList<>();
    for (int rank : ranks(first)) {
      boolean passed = after != null && rank < after.ranks().getFirst();
      if (!passed && hits.size() < limit) {
        boolean logged = first.field() instanceof RunField.Logged && rank < 2;
        String number = logged ? first.alias() + ".run_no" : RUN;
        Sql driver = within(driver(first, rank, experiment), number, among);
        hits.addAll(list(h, driver, bound(first, rank), rank == 0, number));
      }
    }
    return hits.subList(0, Math.min(limit, hits.size()));
  }

  private static Sql within(Sql driver, String number, @Nullable Sql among) {
    return among == null ? driver : driver.then(" and " + number + " in (").then(among).then(")");
  }

  private static int[] ranks(SortKey key) {
    if (key.isMetric()) {
      return new int[] {0, 1, 2};
    }
    return key.isOptional() ? new int[] {0, 2} : new int[] {0};
  }

  /** The runs of one rank in the first key; for a logged value, from the side of its index. */
  private static Sql driver(SortKey key, int rank, long experiment) {
    if (!(key.field() instanceof RunField.Logged logged)) {
      String there = rank == 0 ? " is not null" : " is null";
      Sql all = Sql.of(" from run r where r.experiment_id = ?", experiment);
      return key.isOptional() ? all.then(" and " + key.raw() + there) : all;
    }
    if (rank == 2) {
      return Sql.of(" from run r")
          .then(key.join())
          .then(" where r.experiment_id = ? and " + key.alias() + ".run_no is null", experiment);
    }
    String alias = key.alias();
    // A cross join keeps SQLite's planner from turning the walk around.
    Sql walked =
        Sql.of(
            " from %1$s %2$s cross join run r where r.no = %2$s.run_no and %2$s.experiment_id = ?"
                    .formatted(logged.kind().table(), alias)
                + " and "
                + alias
                + ".key_no = ?",
            experiment,
            key.number());
    return key.isMetric() ? walked.then(" and " + alias + ".is_nan = " + rank) : walked;
  }

  /** Where the index is entered; the whole condition of the position follows from {@link #list}. */
  private String bound(SortKey key, int rank) {
    boolean entered = after != null && rank == 0 && after.ranks().getFirst() == 0 && !key.isText();
    return entered ? " and " + key.raw() + (key.descending() ? " <= " : " >= ") + "?" : "";
  }

  /** All of a small set of runs, sorted. */
  List<Hit> all(Handle h, Sql numbers, long experiment) {
    Sql joined = Sql.of(" from (").then(numbers).then(") f cross join run r");
    Sql where = Sql.of(" where r.no = f.run_no and r.experiment_id = ?", experiment);
    for (SortKey key : order.keys()) {
      joined = joined.then(key.join());
    }
    return select(h, joined.then(where), order.orderBy(false), RUN);
  }

  private List<Hit> list(Handle h, Sql driver, String bound, boolean walked, String number) {
    Sql from = withJoins(driver);
    if (!bound.isEmpty()) {
      from = from.then(bound, java.util.Objects.requireNonNull(after).values().getFirst());
    }
    return select(h, from, order.orderBy(walked), number);
  }

  /** The other keys' values are joined between the tables and the condition of the driver. */
  private Sql withJoins(Sql driver) {
    if (order.keys().size() < 2) {
      return driver;
    }
    int where = driver.text().indexOf(" where ");
    String head = driver.text().substring(0, where);
    int before = (int) head.chars().filter(c -> c == '?').count();
    Sql joined = new Sql(head, driver.arguments().subList(0, before));
    for (SortKey key : order.keys().subList(1, order.keys().size())) {
      joined = joined.then(key.join());
    }
    return joined.then(
        new Sql(
            driver.text().substring(where),
            driver.arguments().subList(before, driver.arguments().size())));
  }

  private List<Hit> select(Handle h, Sql from, String orderBy, String number) {
    Sql sql =
        Sql.of("select " + order.columns()).then(from).then(" and ").then(condition.apply(number));
    if (after != null) {
      sql = sql.then(order.behind(after));
    }
    return Rows.list(h, sql.then(orderBy + " limit ?", limit), this::hit);
  }

  private Hit hit(ResultSet rs, StatementContext ctx) throws SQLException {
    List<Integer> ranks = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    int column = 2;
    for (SortKey key : order.keys()) {
      ranks.add(rs.getInt(column++));
      values.add(value(rs, column++, key));
    }
    return new Hit(
        rs.getLong(1), new Position(ranks, values, rs.getLong(column), rs.getString(column + 1)));
  }

  private static Object value(ResultSet rs, int column, SortKey key) throws SQLException {
    if (key.isText()) {
      return rs.getString(column);
    }
    return key.isMetric() ? (Object) rs.getDouble(column) : (Object) rs.getLong(column);
  }
}
