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
 * Finds pages of runs. Each experiment is searched by the cheapest of three ways: where the filter
 * has a part that few runs fit, by reading those; else along the order's index until the page is
 * full, asking each entry's run for the filter, or first whether it is in the set that fits a part
 * of it. So a page costs about the same however many runs there are.
 */
final class RunSearch {
  private final Kernel kernel;
  private final RunColumns columns;
  private final LoggedNames names;
  private final Folding points;

  RunSearch(Kernel kernel, LoggedNames names, Folding points) {
    this.kernel = kernel;
    this.columns = new RunColumns(names, "r.no");
    this.names = names;
    this.points = points;
  }

  /** A run that fits, and where it stands. */
  record Hit(long no, Position position) {}

  RunPage search(RunQuery query, @Nullable String cursor, int limit) {
    return search(query, Queries.orders(query.orderBy()), cursor, limit, kernel.clock().now());
  }

  /**
   * The same in an order that was read already.
   *
   * @param now what {@code now} means in the query
   */
  RunPage search(
      RunQuery query, List<Order> orders, @Nullable String cursor, int limit, Instant now) {
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
    Narrowing narrowing = new Narrowing(columns, compiler);
    return points.read(
        h -> {
          RunWalk walk = new RunWalk(order, condition, after, limit);
          List<Hit> hits =
              query.experimentIds().stream()
                  .flatMap(id -> hits(h, walk, narrowing, filter, id))
                  .sorted((a, b) -> order.comparator().compare(a.position(), b.position()))
                  .limit(limit)
                  .toList();
          String next = hits.size() == limit ? hits.getLast().position().encode() : null;
          return new RunPage(runs(h, hits), next);
        });
  }

  private static Stream<Hit> hits(
      Handle h, RunWalk walk, Narrowing narrowing, Filter filter, long experiment) {
    Optional<Narrowing.Candidates> narrow = narrowing.narrowest(h, filter, experiment);
    boolean few = narrow.map(Narrowing.Candidates::few).orElse(false);
    Sql among = narrow.map(Narrowing.Candidates::rows).orElse(null);
    return (few && among != null
            ? walk.all(h, among, experiment)
            : walk.along(h, among, experiment))
        .stream();
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
