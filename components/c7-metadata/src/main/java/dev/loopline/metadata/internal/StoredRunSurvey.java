package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SqlFilter;
import dev.loopline.metadata.RunScope;
import dev.loopline.metadata.RunSurvey;
import dev.loopline.metadata.internal.points.Folding;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link RunSurvey} over the component's tables: counts come from their indexes. */
final class StoredRunSurvey implements RunSurvey {
  private static final int RUNS_AT_ONCE = 500;

  private final Kernel kernel;
  private final LoggedNames names;
  private final Folding points;

  StoredRunSurvey(Kernel kernel, LoggedNames names, Folding points) {
    this.kernel = kernel;
    this.names = names;
    this.points = points;
  }

  @Override
  public long count(RunScope scope) {
    Sql sql = Sql.of("select count(*) from run r where ").then(fitting(scope));
    return points.read(h -> Rows.list(h, sql, (rs, ctx) -> rs.getLong(1)).getFirst());
  }

  private Sql fitting(RunScope scope) {
    SqlFilter filter =
        new SqlFilter(new RunColumns(names, "r.no"), kernel.db().dialect(), kernel.clock().now());
    return Sql.of("r.experiment_id in (")
        .then(experiments(scope))
        .then(") and r.deleted_at is null and ")
        .then(filter.of(Queries.filter(scope.filter())));
  }

  private static Sql experiments(RunScope scope) {
    Sql all =
        Sql.of("select e.id from experiment e where e.deleted_at is null and ")
            .then(SearchedExperiments.ofProduct(scope.product()));
    return scope.experiment() == null ? all : all.then(" and e.id = ?", scope.experiment());
  }

  @Override
  public List<LoggedKey> keys(RunScope scope) {
    return points.read(
        h ->
            Stream.of(Group.values())
                .flatMap(group -> named(h, counted(h, scope, group), group).stream())
                .toList());
  }

  @Override
  public Map<String, Map<String, Double>> latest(Collection<String> runs) {
    List<String> ids = runs.stream().distinct().toList();
    Map<String, Map<String, Double>> all = new HashMap<>();
    points.read(
        h -> {
          for (int from = 0; from < ids.size(); from += RUNS_AT_ONCE) {
            latest(h, ids.subList(from, Math.min(ids.size(), from + RUNS_AT_ONCE)), all);
          }
          return all;
        });
    return all;
  }

  private static void latest(Handle h, List<String> ids, Map<String, Map<String, Double>> into) {
    h.createQuery(
            """
            select r.id, n.name, l.value, l.is_nan from run r
            join run_metric_latest l on l.run_no = r.no
            join logged_name n on n.no = l.key_no
            where r.id in (<ids>) and r.deleted_at is null
            """)
        .bindList("ids", ids)
        .map(
            (rs, ctx) ->
                into.computeIfAbsent(rs.getString(1), run -> new TreeMap<>())
                    .put(rs.getString(2), LoggedDao.value(rs.getDouble(3), rs.getInt(4))))
        .list();
  }

  private record Counted(
      long key, long runs, @Nullable Double lowest, @Nullable Double highest, long values) {}

  private static List<Counted> counted(Handle h, RunScope scope, Group group) {
    boolean metric = group == Group.METRICS;
    // A NaN is kept as a marked zero: it counts, and is neither the lowest nor the highest.
    String told =
        metric
            ? "min(case when l.is_nan = 0 then l.value end),"
                + " max(case when l.is_nan = 0 then l.value end)"
            : "count(distinct substr(l.value, 1, 64)), 0";
    Sql sql =
        Sql.of("select l.key_no, count(*) as runs, " + told + " from " + table(group) + " l")
            .then(" where l.experiment_id in (")
            .then(experiments(scope))
            .then(") group by l.key_no order by runs desc, l.key_no limit ?", MOST_KEYS);
    return Rows.list(
        h,
        sql,
        (rs, ctx) ->
            new Counted(
                rs.getLong(1),
                rs.getLong(2),
                metric ? number(rs.getDouble(3), rs.wasNull()) : null,
                metric ? number(rs.getDouble(4), rs.wasNull()) : null,
                metric ? 0 : rs.getLong(3)));
  }

  private static @Nullable Double number(double value, boolean isNull) {
    return isNull ? null : value;
  }

  private List<LoggedKey> named(Handle h, List<Counted> counted, Group group) {
    Map<Long, String> named = names.names(h, counted.stream().map(Counted::key).toList());
    return counted.stream()
        .map(
            c ->
                new LoggedKey(
                    group,
                    named.getOrDefault(c.key(), ""),
                    c.runs(),
                    c.lowest(),
                    c.highest(),
                    c.values()))
        .toList();
  }

  private static String table(Group group) {
    return switch (group) {
      case METRICS -> RunField.Kind.METRIC.table();
      case PARAMS -> RunField.Kind.PARAM.table();
      case TAGS -> RunField.Kind.TAG.table();
    };
  }

  @Override
  public List<LoggedValue> values(RunScope scope, Group group, String key) {
    Long number = names.find(key).orElse(null);
    if (group == Group.METRICS || number == null) {
      return List.of();
    }
    Sql sql =
        Sql.of("select substr(l.value, 1, 64) as beginning, count(*) as runs from " + table(group))
            .then(" l where l.key_no = ? and l.experiment_id in (", number)
            .then(experiments(scope))
            .then(
                ") group by substr(l.value, 1, 64) order by runs desc, beginning limit ?",
                MOST_VALUES);
    return kernel
        .db()
        .read(h -> Rows.list(h, sql, (rs, ctx) -> new LoggedValue(rs.getString(1), rs.getLong(2))));
  }

  @Override
  public Density density(RunScope scope, String metric) {
    long key = names.find(metric).orElse(-1L);
    Sql sql =
        Sql.of(
                """
                select r.started_at, l.value from run r
                join run_metric_latest l on l.run_no = r.no and l.key_no = ? and l.is_nan = 0
                where\s""",
                key)
            .then(fitting(scope));
    List<DensityGrid.Point> runs =
        points.read(
            h ->
                Rows.list(
                    h, sql, (rs, ctx) -> new DensityGrid.Point(rs.getLong(1), rs.getDouble(2))));
    return DensityGrid.of(runs);
  }
}
