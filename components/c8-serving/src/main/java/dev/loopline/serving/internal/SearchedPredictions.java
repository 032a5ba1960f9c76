package dev.loopline.serving.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.Filter;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.Operand;
import dev.loopline.kernel.search.Operator;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.QueryError;
import dev.loopline.kernel.search.RowFilter;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.kernel.search.SearchRequest;
import dev.loopline.kernel.search.TimeBounds;
import dev.loopline.metadata.SearchError;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.serving.LoggedPrediction;
import dev.loopline.serving.internal.PredictionWalk.At;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Logged predictions, as they are searched: the logs are walked back from their ends, each
 * prediction held against the filter. No index is kept, so a call looks at a bounded number and its
 * cursor goes on from there. Endpoints that the filter leaves out are not looked at, nor are
 * segments beyond its bounds of time.
 */
final class SearchedPredictions implements SearchSource {
  private final Kernel kernel;
  private final PredictionLogs logs;
  private final Bounds most;

  SearchedPredictions(Kernel kernel, PredictionLogs logs, Bounds most) {
    this.kernel = kernel;
    this.logs = logs;
    this.most = most;
  }

  /**
   * How much one call looks at.
   *
   * @param page predictions, for a page
   * @param count predictions, for a count
   * @param endpoints whose logs are walked at once
   */
  record Bounds(int page, int count, int endpoints) {
    /** About a tenth of a second for a page, and half of one for a count. */
    static final Bounds STANDARD = new Bounds(20_000, 100_000, 100);
  }

  @Override
  public SearchKind kind() {
    return PredictionCells.KIND;
  }

  @Override
  public SearchPage page(SearchRequest request) {
    request.order().forEach(SearchedPredictions::requireNewestFirst);
    Asked asked = asked(request.scope());
    Optional<String> id = idIn(request.scope().filter());
    if (id.isPresent()) {
      return new SearchPage(
          named(asked, id.get()).map(p -> row(request.columns(), p)).stream().toList(), null);
    }
    List<At> from = request.cursor() == null ? asked.beginning() : asked.known(request.cursor());
    SearchedLine line = line(request.scope(), request.columns());
    PredictionWalk walk = new PredictionWalk(logs, from, asked.bounds(), line);
    List<SearchPage.Row> rows = new ArrayList<>();
    for (int looked = 0; looked < most.page() && rows.size() < request.limit(); looked++) {
      Optional<LoggedPrediction> next = walk.next();
      if (next.isEmpty()) {
        return new SearchPage(rows, null);
      }
      next.filter(asked.fits()).ifPresent(p -> rows.add(row(request.columns(), p)));
    }
    List<At> left = walk.at();
    return new SearchPage(rows, left.isEmpty() ? null : PredictionCursor.encode(left));
  }

  private static void requireNewestFirst(Order order) {
    if (!order.descending()) {
      throw QueryError.ORDER_INVALID.of(
          QueryError.at(
              order.field().at(),
              "predictions come newest first; leave the order out, or ask for time DESC."));
    }
  }

  /** Of lines only that is read which is asked for or told. */
  private static SearchedLine line(SearchRequest.Scope scope, List<SearchKind.Named> columns) {
    return new SearchedLine(
        PredictionCells.features(
            Stream.concat(scope.filter().fields(), columns.stream().map(SearchKind.Named::field))));
  }

  private static SearchPage.Row row(List<SearchKind.Named> columns, LoggedPrediction prediction) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    columns.forEach(c -> values.put(c.name(), PredictionCells.told(c, prediction)));
    return new SearchPage.Row(
        Hrefs.of(prediction.product(), "predictions", prediction.id()), values);
  }

  @Override
  public SearchPage.Count count(SearchRequest.Scope scope) {
    Asked asked = asked(scope);
    if (scope.filter().conjuncts().equals(asked.ofEndpoints().conjuncts())) {
      return SearchPage.Count.of(
          asked.endpoints().stream().mapToLong(e -> logs.of(e.number()).count()).sum());
    }
    Optional<String> id = idIn(scope.filter());
    if (id.isPresent()) {
      return SearchPage.Count.of(named(asked, id.get()).isPresent() ? 1 : 0);
    }
    SearchedLine line = line(scope, List.of());
    PredictionWalk walk = new PredictionWalk(logs, asked.beginning(), asked.bounds(), line);
    long count = 0;
    for (int looked = 0; looked < most.count(); looked++) {
      Optional<LoggedPrediction> next = walk.next();
      if (next.isEmpty()) {
        return SearchPage.Count.of(count);
      }
      count += next.filter(asked.fits()).isPresent() ? 1 : 0;
    }
    return new SearchPage.Count(count, walk.at().isEmpty());
  }

  /** The id that all that fits must have: it says where the prediction lies. */
  private static Optional<String> idIn(Filter filter) {
    return filter.conjuncts().stream()
        .flatMap(
            part ->
                part instanceof Filter.Comparison(Field field, Operator sign, Operand.Text text)
                        && sign == Operator.EQUAL
                        && PredictionCells.is(field, "id")
                    ? Stream.of(text.value())
                    : Stream.empty())
        .findFirst();
  }

  private Optional<LoggedPrediction> named(Asked asked, String id) {
    return PredictionId.parse(id)
        .filter(at -> asked.endpoints().stream().anyMatch(e -> e.number() == at.endpoint()))
        .flatMap(at -> logs.of(at.endpoint()).at(at.segment(), at.offset(), id))
        .filter(asked.fits());
  }

  /**
   * What is looked for, and where.
   *
   * @param ofEndpoints the parts of the filter that the endpoints were chosen by
   */
  private record Asked(
      List<EndpointRow> endpoints,
      Filter ofEndpoints,
      Predicate<LoggedPrediction> fits,
      TimeBounds bounds) {
    List<At> beginning() {
      return endpoints.stream().map(e -> new At(e.number(), Long.MAX_VALUE)).toList();
    }

    /** Whoever made the cursor: it leads to these endpoints' logs alone. */
    List<At> known(String cursor) {
      Set<Long> numbers = endpoints.stream().map(EndpointRow::number).collect(Collectors.toSet());
      List<At> from = PredictionCursor.decode(cursor);
      if (!from.stream().allMatch(at -> numbers.contains(at.endpoint()))) {
        throw QueryError.cursor();
      }
      return from;
    }
  }

  private Asked asked(SearchRequest.Scope scope) {
    Filter filter = scope.filter();
    Predicate<LoggedPrediction> fits =
        new RowFilter<>(PredictionCells::compared, scope.now()).of(filter);
    Filter ofEndpoints = filter.about(SearchedPredictions::isOfEndpoint);
    Predicate<EndpointRow> chosen =
        new RowFilter<>(SearchedPredictions::ofEndpoint, scope.now()).of(ofEndpoints);
    List<EndpointRow> endpoints =
        kernel.db().read(EndpointDao::allEver).stream()
            .filter(e -> scope.product() == null || e.product().equals(scope.product()))
            .filter(chosen)
            .toList();
    if (endpoints.size() > most.endpoints()) {
      throw new LooplineException(
          SearchError.SEARCH_TOO_WIDE,
          "There are more than "
              + most.endpoints()
              + " endpoints to look through; name a product, or add AND endpoint = '…' to the"
              + " query.");
    }
    TimeBounds bounds = TimeBounds.of(filter, PredictionCells::isTime, scope.now());
    return new Asked(endpoints, ofEndpoints, fits, bounds);
  }

  private static boolean isOfEndpoint(Field field) {
    return PredictionCells.is(field, "product") || PredictionCells.is(field, "endpoint");
  }

  private static RowFilter.Cell<EndpointRow> ofEndpoint(Field field) {
    return new RowFilter.Cell<>(
        Column.Type.TEXT,
        PredictionCells.is(field, "product") ? EndpointRow::product : row -> row.spec().name());
  }
}
