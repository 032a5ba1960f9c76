package dev.loopline.metadata.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.kernel.search.SearchRequest;
import dev.loopline.kernel.search.SqlFilter;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunPage;
import dev.loopline.metadata.RunQuery;
import dev.loopline.metadata.SearchError;
import dev.loopline.metadata.internal.points.Folding;
import dev.loopline.metadata.spi.SearchSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Active runs, as they are searched: {@link RunSearch} over the experiments that the product and
 * those parts of the query leave that are about experiments alone.
 */
final class SearchedRuns implements SearchSource {
  private static final int MOST_EXPERIMENTS = 1_000;

  private final Kernel kernel;
  private final LoggedNames names;
  private final RunSearch search;
  private final Folding points;

  SearchedRuns(Kernel kernel, LoggedNames names, Folding points) {
    this.kernel = kernel;
    this.names = names;
    this.search = new RunSearch(kernel, names, points);
    this.points = points;
  }

  @Override
  public SearchKind kind() {
    return RunKind.KIND;
  }

  @Override
  public SearchPage page(SearchRequest request) {
    SearchRequest.Scope scope = request.scope();
    check(scope);
    Map<Long, String> experiments = experiments(scope);
    RunQuery query =
        new RunQuery(List.copyOf(experiments.keySet()), scope.query(), List.of(), Lifecycle.ACTIVE);
    RunPage page =
        search.search(
            query, beyondUsual(request.order()), request.cursor(), request.limit(), scope.now());
    RunCells cells = new RunCells(experiments);
    return new SearchPage(
        page.runs().stream().map(run -> row(cells, request, run)).toList(), page.next());
  }

  /** The newest come first where nothing else is said: so that need not be said. */
  private static List<Order> beyondUsual(List<Order> orders) {
    boolean usual =
        !orders.isEmpty()
            && orders.getLast().descending()
            && RunField.of(orders.getLast().field())
                .equals(new RunField.Attribute(RunField.Name.START_TIME));
    return usual ? orders.subList(0, orders.size() - 1) : orders;
  }

  private static SearchPage.Row row(RunCells cells, SearchRequest request, Run run) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    request.columns().forEach(column -> values.put(column.name(), cells.of(column, run)));
    return new SearchPage.Row(cells.href(run), values);
  }

  @Override
  public SearchPage.Count count(SearchRequest.Scope scope) {
    Sql sql =
        Sql.of("select count(*) from run r where r.experiment_id in (select e.id from experiment e")
            .then(which(scope))
            .then(") and r.deleted_at is null and ")
            .then(compiler(scope).of(scope.filter()));
    return SearchPage.Count.of(
        points.read(h -> Rows.list(h, sql, (rs, ctx) -> rs.getLong(1)).getFirst()));
  }

  /** A wrong query is refused even where there is no experiment to be searched. */
  private void check(SearchRequest.Scope scope) {
    compiler(scope).of(scope.filter());
  }

  private SqlFilter compiler(SearchRequest.Scope scope) {
    return new SqlFilter(new RunColumns(names, "r.no"), kernel.db().dialect(), scope.now());
  }

  private Map<Long, String> experiments(SearchRequest.Scope scope) {
    Sql sql =
        Sql.of("select e.id, e.name from experiment e")
            .then(which(scope))
            .then(" order by e.id limit ?", MOST_EXPERIMENTS + 1);
    Map<Long, String> found = new LinkedHashMap<>();
    kernel
        .db()
        .read(h -> Rows.list(h, sql, (rs, ctx) -> found.put(rs.getLong(1), rs.getString(2))));
    if (found.size() > MOST_EXPERIMENTS) {
      throw new LooplineException(
          SearchError.SEARCH_TOO_WIDE,
          "There are more than "
              + MOST_EXPERIMENTS
              + " experiments to look through; name a product, or add AND experiment = '…' or AND"
              + " experiment LIKE '…' to the query.");
    }
    return found;
  }

  private Sql which(SearchRequest.Scope scope) {
    Sql which = Sql.of(" where e.deleted_at is null and ");
    if (scope.product() != null) {
      which = which.then(SearchedExperiments.ofProduct(scope.product())).then(" and ");
    }
    return which.then(
        new SqlFilter(SearchedRuns::ofExperiment, kernel.db().dialect(), scope.now())
            .of(scope.filter().about(SearchedRuns::isOfExperiment)));
  }

  private static boolean isOfExperiment(Field field) {
    return RunField.of(field) instanceof RunField.Attribute(RunField.Name name)
        && switch (name) {
          case EXPERIMENT_ID, EXPERIMENT, PRODUCT -> true;
          case RUN_ID, RUN_NAME, STATUS, USER_ID, ARTIFACT_URI, START_TIME, END_TIME, DURATION ->
              false;
        };
  }

  private static Column ofExperiment(Field field) {
    if (RunField.of(field) instanceof RunField.Attribute(RunField.Name name)) {
      if (name == RunField.Name.EXPERIMENT_ID) {
        return Column.of("e.id", Column.Type.NUMBER);
      }
      String text = name == RunField.Name.PRODUCT ? ExperimentColumns.PRODUCT : "e.name";
      return Column.of(text, Column.Type.TEXT);
    }
    throw new IllegalArgumentException(field + " is not of an experiment");
  }
}
