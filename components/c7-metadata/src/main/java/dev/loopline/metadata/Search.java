package dev.loopline.metadata;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.QueryError;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.kernel.search.SearchRequest;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.spi.SearchSource;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One query language over the things of all components. Safe for many threads. */
public final class Search {
  private static final int MOST_COLUMNS = 100;
  private static final int MOST_KEYS = 5;

  private final WallClock clock;
  private final Map<String, SearchSource> sources = new LinkedHashMap<>();

  public Search(WallClock clock, List<? extends SearchSource> sources) {
    this.clock = clock;
    sources.forEach(source -> this.sources.put(source.kind().name(), source));
  }

  /**
   * What is asked.
   *
   * @param product whose things; null for all
   * @param query blank for all
   * @param order keys with commas between them; blank for the kind's usual order
   * @param columns with commas between them; blank for those that the kind shows
   * @param cursor the {@link Found#next} of the same question; null for the first page
   */
  public record Question(
      String kind,
      @Nullable String product,
      String query,
      String order,
      String columns,
      @Nullable String cursor,
      int limit) {}

  /**
   * A page of answers.
   *
   * @param columns what each row tells, in order
   * @param next asks for the page behind; null where nothing is
   */
  public record Found(
      SearchKind kind,
      List<SearchKind.Named> columns,
      List<SearchPage.Row> rows,
      @Nullable String next) {
    public Found {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /** All kinds that can be searched. */
  public List<SearchKind> kinds() {
    return sources.values().stream().map(SearchSource::kind).toList();
  }

  /**
   * A page.
   *
   * @throws LooplineException KIND_NOT_FOUND, or a {@link QueryError} that says where the query,
   *     the order or the columns are wrong and what was expected, or that the cursor is another
   *     search's
   */
  public Found find(Question question) {
    SearchSource source = require(question.kind());
    SearchKind kind = source.kind();
    String usual = question.order().isBlank() ? kind.order() : question.order();
    List<Order> order = order(kind, usual);
    List<SearchKind.Named> columns = columns(kind, question.columns());
    String product = question.product() == null ? "" : question.product();
    String search =
        SearchCursor.digest(kind.name(), product, question.query().strip(), usual.strip());
    SearchCursor cursor =
        question.cursor() == null ? null : SearchCursor.decode(question.cursor(), search);
    Instant now = cursor == null ? clock.now() : cursor.now();
    SearchPage page =
        source.page(
            new SearchRequest(
                new SearchRequest.Scope(question.product(), question.query(), now),
                order,
                columns,
                cursor == null ? null : cursor.inner(),
                question.limit()));
    String next = page.next();
    return new Found(
        kind,
        columns,
        page.rows(),
        next == null ? null : new SearchCursor(search, now, next).encode());
  }

  /** How many fit. */
  public SearchPage.Count count(String kind, @Nullable String product, String query) {
    return require(kind).count(new SearchRequest.Scope(product, query, clock.now()));
  }

  private SearchSource require(String kind) {
    SearchSource source = sources.get(kind);
    if (source == null) {
      throw new LooplineException(
          SearchError.KIND_NOT_FOUND,
          "There is no kind '"
              + kind
              + "' of things to search."
              + Nearest.to(kind, sources.keySet()).map(n -> " Did you mean '" + n + "'?").orElse("")
              + " There are "
              + String.join(", ", sources.keySet())
              + ".");
    }
    return source;
  }

  private static List<Order> order(SearchKind kind, String text) {
    return read(
        QueryError.ORDER_INVALID,
        () -> {
          List<Order> orders = Queries.orders(text);
          Set<String> seen = new HashSet<>();
          for (Order order : orders) {
            SearchKind.Named named = kind.require(order.field());
            if (!named.column().ordered()) {
              throw refused(order.field(), "cannot order " + kind.name() + ".");
            }
            if (!seen.add(named.name())) {
              throw refused(order.field(), "stands there twice; name each key once.");
            }
          }
          if (orders.size() > MOST_KEYS) {
            throw refused(orders.get(MOST_KEYS).field(), "is one of more than 5 keys.");
          }
          return orders;
        });
  }

  private static List<SearchKind.Named> columns(SearchKind kind, String text) {
    return read(
        QueryError.COLUMNS_INVALID,
        () -> {
          List<Field> fields =
              text.isBlank()
                  ? kind.shown().stream().flatMap(name -> Queries.fields(name).stream()).toList()
                  : Queries.fields(text);
          if (fields.size() > MOST_COLUMNS) {
            throw refused(fields.get(MOST_COLUMNS), "is one of more than 100 columns.");
          }
          return fields.stream().map(kind::require).toList();
        });
  }

  private static LooplineException refused(Field field, String why) {
    return QueryError.at(field.at(), "'" + field + "' " + why);
  }

  /** What is read like a query is called what it is. */
  private static <T> T read(QueryError code, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (LooplineException e) {
      throw code.of(e);
    }
  }
}
