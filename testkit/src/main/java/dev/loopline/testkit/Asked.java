package dev.loopline.testkit;

import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.kernel.search.SearchRequest;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks a kind of things, for tests: each thing as one text of its columns' values. */
public record Asked(SearchKind kind, Function<SearchRequest, SearchPage> search) {
  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");

  /** What fits, in the kind's usual order; columns with commas between them. */
  public List<String> rows(String query, String columns) {
    return rows(query, columns, kind.order());
  }

  public List<String> rows(String query, String columns, String order) {
    return page(query, columns, order).rows().stream()
        .map(
            row ->
                row.values().values().stream()
                    .map(value -> value.isNull() ? "-" : value.asText())
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  /** Where the things that fit are shown. */
  public List<String> hrefs(String query) {
    return page(query, kind.shown().getFirst(), kind.order()).rows().stream()
        .map(row -> String.valueOf(row.href()))
        .toList();
  }

  private SearchPage page(String query, String columns, String order) {
    return search.apply(
        new SearchRequest(
            new SearchRequest.Scope(null, query, NOW),
            Queries.orders(order),
            Queries.fields(columns).stream().map(kind::require).toList(),
            null,
            100));
  }
}
