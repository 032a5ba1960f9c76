package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Filter;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SqlFilter;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunPage;
import dev.loopline.metadata.RunQuery;
import dev.loopline.metadata.internal.points.Folding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Finds pages of runs. Each experiment is walked along the order's index, asking each entry's run
 * for the filter. Where the beginning does not fill the page, what it found tells how long the rest
 * would take, and a part of the filter that few runs fit may be cheaper ({@link Narrowing}). So a
 * page costs about the same however many runs there are.
 */
final class RunSearch {
  private final Kernel kernel;
  private final RunColumns columns;
  private final LoggedNames names;
  private final Folding points;
  private final Effort effort;

  RunSearch(Kernel kernel, LoggedNames names, Folding points) {
    this(kernel, names, points, Effort.STANDARD);
  }

  RunSearch(Kernel kernel, LoggedNames names, Folding points, Effort effort) {
    this.effort = effort;
    this.kernel = kernel;
    this.columns = new RunColumns(names, "r.no");
    this.names = names;
    this.points = points;
  }

  /** A run that fits, and where it stands. */
  record Hit(long no, Position position) {}

  /**
   * @param skip so many runs behind the cursor's are passed over
   */
  RunPage search(RunQuery query, @Nullable String cursor, long skip, int limit) {
    List<Order> orders = Queries.orders(query.orderBy());
    return search(query, orders, cursor, skip, limit, kernel.clock().now());
  }

  /**
   * The same in an order that was read already.
   *
   * @param now what {@code now} means in the query
   */
  RunPage search(
      RunQuery query, List<Order> orders, @Nullable String cursor, int limit, Instant now) {
    return search(query, orders, cursor, 0, limit, now);
  }

  private RunPage search(
      RunQuery query,
      List<Order> orders,
      @Nullable String cursor,
      long skip,
      int limit,
      Instant now) {
    Filter filter = Queries.filter(query.filter());
    RunOrder order = order(orders);
    Position after = cursor == null ? null : Position.decode(cursor, order.keys());
    SqlFilter compiler = new SqlFilter(columns, kernel.db().dialect(), now);
    Function<String, Sql> condition =
        number ->
            new SqlFilter(new RunColumns(names, number), compiler.dialect(), compiler.now())
                .of(filter)
                .then(" and ")
                .then(lifecycle(query.lifecycle()));
    Narrowing narrowing = new Narrowing(new IndexedParts(columns), effort);
    WalkBounds bounds = WalkBounds.of(order, after, filter);
    RunWalk begun = new RunWalk(order, condition, bounds, limit);
    return points.read(
        h -> {
          Optional<RunWalk> walk = further(h, begun, narrowing, filter, query, skip);
          if (walk.isEmpty()) {
            return new RunPage(List.of(), null);
          }
          List<Hit> hits = hits(h, walk.get(), narrowing, filter, query.experimentIds());
          String next = hits.size() == limit ? hits.getLast().position().encode() : null;
          return new RunPage(runs(h, hits), next);
        });
  }

  /** The walk behind those that are passed over; none where nothing comes behind them. */
  private static Optional<RunWalk> further(
      Handle h, RunWalk walk, Narrowing narrowing, Filter filter, RunQuery query, long skip) {
    List<Long> experiments = query.experimentIds();
    if (skip == 0 || experiments.isEmpty()) {
      return Optional.of(walk);
    }
    if (experiments.size() > 1) {
      return walk.further(h, experiments, skip).map(walk::from);
    }
    Sql among =
        switch (narrowing.plan(h, filter, experiments, Double.MAX_VALUE)) {
          case Narrowing.Plan.Read(Sql numbers) -> numbers;
          case Narrowing.Plan.Among(Sql numbers) -> numbers;
          case Narrowing.Plan.Walk() -> null;
        };
    return walk.further(h, among, experiments.getFirst(), skip).map(walk::from);
  }

  /**
   * Of all experiments: those that fit a narrow part at once, or else one experiment after the
   * other, but for those whose runs all stand behind a page that is full.
   */
  private static List<Hit> hits(
      Handle h, RunWalk walk, Narrowing narrowing, Filter filter, List<Long> experiments) {
    double visits = narrowing.effort().visit() * experiments.size();
    if (experiments.size() > 1
        && narrowing.plan(h, filter, experiments, visits)
            instanceof Narrowing.Plan.Read(Sql numbers)) {
      return walk.all(h, numbers, experiments);
    }
    RunHeads heads = new RunHeads(walk.order());
    List<Hit> hits = List.of();
    for (RunHeads.Head head : heads.of(h, experiments)) {
      boolean full = hits.size() == walk.limit();
      if (full && heads.isBehind(head, hits.getLast().position())) {
        break;
      }
      RunWalk rest = full ? walk.until(hits.getLast().position()) : walk;
      hits =
          Stream.concat(hits.stream(), hits(h, rest, narrowing, filter, head.experiment()).stream())
              .sorted((a, b) -> walk.order().comparator().compare(a.position(), b.position()))
              .limit(walk.limit())
              .toList();
    }
    return hits;
  }

  private static List<Hit> hits(
      Handle h, RunWalk walk, Narrowing narrowing, Filter filter, long experiment) {
    if (filter.conjuncts().isEmpty()) {
      return walk.along(h, null, experiment, Stretch.ALL);
    }
    int entries = narrowing.effort().beginning(walk.limit());
    Optional<RunWalk.Beginning> begun = walk.begin(h, experiment, entries);
    List<Hit> found = begun.map(RunWalk.Beginning::hits).orElse(List.of());
    Stretch rest = begun.map(RunWalk.Beginning::rest).orElse(Stretch.ALL);
    if (found.size() == walk.limit() || !walk.has(rest)) {
      return found;
    }
    double left =
        begun.isEmpty()
            ? Double.MAX_VALUE
            : (walk.limit() - found.size()) * entries / Math.max(found.size(), 0.5);
    return switch (narrowing.plan(h, filter, List.of(experiment), left)) {
      case Narrowing.Plan.Read(Sql numbers) -> walk.all(h, numbers, List.of(experiment));
      case Narrowing.Plan.Among(Sql numbers) -> walk.along(h, numbers, experiment, Stretch.ALL);
      case Narrowing.Plan.Walk() ->
          Stream.concat(found.stream(), walk.along(h, null, experiment, rest).stream())
              .limit(walk.limit())
              .toList();
    };
  }

  private RunOrder order(List<Order> orders) {
    List<SortKey> keys = new ArrayList<>();
    for (Order order : orders) {
      keys.add(SortKey.of(order, keys.size(), columns));
    }
    return new RunOrder(keys);
  }

  private static String lifecycle(@Nullable Lifecycle lifecycle) {
    String deleted =
        "(r.deleted_at is not null or exists (select 1 from experiment x"
            + " where x.id = r.experiment_id and x.deleted_at is not null))";
    return switch (lifecycle) {
      case null -> "1 = 1";
      case ACTIVE -> "not " + deleted;
      case DELETED -> deleted;
    };
  }

  private List<Run> runs(Handle h, List<Hit> hits) {
    Map<Long, RunRow> rows = new HashMap<>();
    RunDao.all(h, hits.stream().map(Hit::no).toList()).forEach(row -> rows.put(row.no(), row));
    return LoggedDao.fill(
        h, hits.stream().map(hit -> rows.get(hit.no())).filter(row -> row != null).toList(), names);
  }
}
