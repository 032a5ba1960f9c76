package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.metadata.internal.RunSearch.Hit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Collects an experiment's first runs in an order.
 *
 * @param condition of the runs, on {@code run r} and an expression of its number
 * @param bounds within which the first key's entries are walked
 */
record RunWalk(RunOrder order, Function<String, Sql> condition, WalkBounds bounds, int limit) {

  private static final String RUN = "r.no";

  /** The same up to a position: others have filled the page up to there. */
  RunWalk until(Position last) {
    return new RunWalk(order, condition, bounds.until(last), limit);
  }

  /**
   * Along the first key's index, rank by rank, until enough was found.
   *
   * @param among the numbers of the runs that may fit; null for any
   */
  List<Hit> along(Handle h, @Nullable Sql among, long experiment, Stretch stretch) {
    List<Hit> hits = new ArrayList<>();
    for (Leg leg : legs(among, experiment, stretch)) {
      if (hits.size() < limit) {
        hits.addAll(select(h, leg, limit, 0));
      }
    }
    return hits.subList(0, Math.min(limit, hits.size()));
  }

  /**
   * A part of a walk in one order.
   *
   * @param number an expression of the run's number
   */
  private record Leg(Sql from, String orderBy, String number) {}

  private List<Leg> legs(@Nullable Sql among, long experiment, Stretch stretch) {
    SortKey first = order.first();
    List<Leg> legs = new ArrayList<>();
    for (int rank : ranks(first)) {
      if (stretch.has(rank) && bounds.has(rank)) {
        boolean logged = first.field() instanceof RunField.Logged && rank < 2;
        String number = logged ? first.alias() + ".run_no" : RUN;
        Sql driver = within(driver(first, rank, experiment), number, among);
        Sql bounded = rank == 0 ? driver.then(bounds.entries()).then(of(first, stretch)) : driver;
        legs.add(new Leg(withJoins(bounded), order.orderBy(rank == 0), number));
      }
    }
    return legs;
  }

  /**
   * The run that stands so many further; none where there are fewer. What is passed over is walked
   * in the database and not read.
   */
  Optional<Hit> further(Handle h, @Nullable Sql among, long experiment, long runs) {
    long left = runs;
    for (Leg leg : legs(among, experiment, Stretch.ALL)) {
      List<Hit> hit = select(h, leg, 1, left - 1);
      if (!hit.isEmpty()) {
        return Optional.of(hit.getFirst());
      }
      left -= count(h, leg);
    }
    return Optional.empty();
  }

  /** The same through several experiments, whose runs are sorted for it. */
  Optional<Hit> further(Handle h, List<Long> experiments, long runs) {
    Sql where = Sql.of(" where r.experiment_id ").then(RunColumns.among(experiments));
    Leg all = new Leg(joined(Sql.of(" from run r")).then(where), order.orderBy(false), RUN);
    return select(h, all, 1, runs - 1).stream().findFirst();
  }

  /** The same walk from behind a run. */
  RunWalk from(Hit hit) {
    return new RunWalk(order, condition, bounds.from(hit.position()), limit);
  }

  private static Sql within(Sql driver, String number, @Nullable Sql among) {
    return among == null ? driver : driver.then(" and " + number + " in (").then(among).then(")");
  }

  private static Sql of(SortKey first, Stretch stretch) {
    Sql part = Sql.of("");
    if (stretch.from() != null) {
      part = part.then(first.from(), stretch.from());
    }
    return stretch.before() == null ? part : part.then(first.ahead(), stretch.before());
  }

  private static int[] ranks(SortKey key) {
    if (key.isMetric()) {
      return new int[] {0, 1, 2};
    }
    return key.isOptional() ? new int[] {0, 2} : new int[] {0};
  }

  /** The runs of one rank in the first key; for a logged value, from the side of its index. */
  private static Sql driver(SortKey key, int rank, long experiment) {
    if (!(key.field() instanceof RunField.Logged)) {
      String there = rank == 0 ? " is not null" : " is null";
      Sql all = Sql.of(" from run r where ").then(key.entries(rank, experiment));
      return key.isOptional() ? all.then(" and " + key.raw() + there) : all;
    }
    if (rank == 2) {
      return Sql.of(" from run r")
          .then(key.join())
          .then(" where r.experiment_id = ? and " + key.alias() + ".run_no is null", experiment);
    }
    // A cross join keeps SQLite's planner from turning the walk around.
    return Sql.of(" from " + key.table() + " cross join run r where r.no = " + key.alias())
        .then(".run_no and ")
        .then(key.entries(rank, experiment));
  }

  /** The beginning of a walk. */
  record Beginning(List<Hit> hits, Stretch rest) {}

  /** Goes along the first so many entries, whatever fits; empty where no index is in the order. */
  Optional<Beginning> begin(Handle h, long experiment, int entries) {
    if (!order.first().isIndexed() || !bounds.has(0)) {
      return Optional.empty();
    }
    Object edge = edge(h, experiment, entries);
    List<Hit> hits = along(h, null, experiment, Stretch.ahead(edge));
    return Optional.of(new Beginning(hits, Stretch.behind(edge)));
  }

  /** Whether a part of the walk has anything at all. */
  boolean has(Stretch stretch) {
    return java.util.Arrays.stream(ranks(order.first()))
        .anyMatch(rank -> stretch.has(rank) && bounds.has(rank));
  }

  /** The value behind so many entries; null where there are not so many. */
  private @Nullable Object edge(Handle h, long experiment, int entries) {
    SortKey first = order.first();
    Sql sql =
        Sql.of("select " + first.indexed() + " as edge from " + first.table() + " where ")
            .then(first.entries(0, experiment))
            .then(bounds.entries())
            .then(" order by " + first.indexed() + first.direction())
            .then(" limit 1 offset ?", entries);
    return Rows.list(h, sql, (rs, ctx) -> first.read(rs, 1)).stream().findFirst().orElse(null);
  }

  /** All of a small set of runs, sorted. */
  List<Hit> all(Handle h, Sql numbers, List<Long> experiments) {
    Sql runs = joined(Sql.of(" from (").then(numbers).then(") f cross join run r"));
    Sql where =
        Sql.of(" where r.no = f.run_no and r.experiment_id ").then(RunColumns.among(experiments));
    return select(h, new Leg(runs.then(where), order.orderBy(false), RUN), limit, 0);
  }

  private Sql joined(Sql from) {
    Sql joined = from;
    for (SortKey key : order.keys()) {
      joined = joined.then(key.join());
    }
    return joined;
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

  private List<Hit> select(Handle h, Leg leg, int most, long passedOver) {
    Sql sql =
        Sql.of("select " + order.columns())
            .then(part(leg))
            .then(leg.orderBy() + " limit ? offset ?", most, passedOver);
    return Rows.list(h, sql, this::hit);
  }

  private long count(Handle h, Leg leg) {
    Sql sql = Sql.of("select count(*)").then(part(leg));
    return Rows.list(h, sql, (rs, ctx) -> rs.getLong(1)).getFirst();
  }

  /** What of a leg fits, behind the position where the walk begins. */
  private Sql part(Leg leg) {
    Sql fitting = leg.from().then(" and ").then(condition.apply(leg.number()));
    return bounds.after() == null ? fitting : fitting.then(order.behind(bounds.after()));
  }

  private Hit hit(ResultSet rs, StatementContext ctx) throws SQLException {
    List<Integer> ranks = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    int column = 2;
    for (SortKey key : order.keys()) {
      ranks.add(rs.getInt(column++));
      values.add(key.read(rs, column++));
    }
    return new Hit(
        rs.getLong(1), new Position(ranks, values, rs.getLong(column), rs.getString(column + 1)));
  }
}
