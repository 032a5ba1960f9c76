package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.http.Call;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.metadata.Search;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The search over HTTP. */
public final class SearchRoutes {
  private static final String SEARCH = "/api/v1/search";
  private static final String TAG = "metadata";
  private static final String QUERY =
      "In the query language of docs/search.md, such as metrics.auc > 0.7 AND status = 'FINISHED'";
  private static final String PRODUCT = "Only things of this product";

  private SearchRoutes() {}

  /** What can be searched. */
  public record SearchKinds(List<KindView> kinds) {}

  /**
   * A kind of things.
   *
   * @param columns all that can be asked of them and be shown
   * @param shown the columns of an answer where none were asked for
   * @param order the usual one
   */
  public record KindView(
      String name,
      String title,
      String about,
      List<ColumnView> columns,
      List<String> shown,
      String order,
      List<SearchKind.Example> examples) {
    static KindView of(SearchKind kind) {
      return new KindView(
          kind.name(),
          kind.title(),
          kind.about(),
          kind.columns().stream().map(ColumnView::of).toList(),
          kind.shown(),
          kind.order(),
          kind.examples());
    }
  }

  /**
   * A column.
   *
   * @param name such as {@code status}; {@code metrics.*} stands for all names of metrics
   * @param type text, number, time (ISO-8601 in answers), duration (milliseconds in answers), or
   *     open: a text or a number, as each thing has it
   * @param operators that it is compared by
   * @param values all that there are, where they are few
   * @param ordered whether {@code order} may name it
   */
  public record ColumnView(
      String name,
      List<String> aliases,
      String type,
      String about,
      List<String> operators,
      List<String> values,
      boolean ordered) {
    static ColumnView of(SearchColumn column) {
      return new ColumnView(
          column.name(),
          column.aliases(),
          typeName(column.type()),
          column.about(),
          column.type().operators(),
          column.values(),
          column.ordered());
    }
  }

  /** A column of an answer. */
  public record AnsweredColumn(String name, String type) {}

  /**
   * A page.
   *
   * @param items each with the columns' values by name, null where it has none, and {@code href},
   *     where it is shown
   * @param next the cursor of the page behind; absent where nothing is. A page may be short and
   *     have one: then one call's share was looked at.
   */
  public record SearchAnswer(
      String kind,
      List<AnsweredColumn> columns,
      List<Map<String, JsonNode>> items,
      @Nullable String next) {
    static SearchAnswer of(Search.Found found) {
      return new SearchAnswer(
          found.kind().name(),
          found.columns().stream()
              .map(c -> new AnsweredColumn(c.name(), typeName(c.column().type())))
              .toList(),
          found.rows().stream().map(SearchRoutes::item).toList(),
          found.next());
    }
  }

  public static List<Route> routes(Search search) {
    return List.of(
        Route.get(SEARCH)
            .id("describeSearch")
            .tag(TAG)
            .summary("What can be searched, by which columns, with examples")
            .answers(SearchKinds.class)
            .to(
                call ->
                    Reply.json(
                        new SearchKinds(search.kinds().stream().map(KindView::of).toList()))),
        Route.get(SEARCH + "/{kind}")
            .id("search")
            .tag(TAG)
            .summary("A page of the things of a kind that fit a query")
            .query("q", QUERY)
            .query("order", "Keys with commas between them, such as metrics.auc DESC, start_time")
            .query("columns", "What is told of each, such as run_id, metrics.auc")
            .query("product", PRODUCT)
            .query("cursor", "The 'next' of the page before, of the same search")
            .query("limit", "How many, from 1 to 1000; 50 by default")
            .answers(SearchAnswer.class)
            .to(call -> Reply.json(SearchAnswer.of(search.find(question(call))))),
        Route.get(SEARCH + "/{kind}/count")
            .id("countFound")
            .tag(TAG)
            .summary("How many things of a kind fit a query; exact, or at least so many")
            .query("q", QUERY)
            .query("product", PRODUCT)
            .answers(SearchPage.Count.class)
            .to(
                call ->
                    Reply.json(search.count(call.path("kind"), product(call), text(call, "q")))));
  }

  private static Search.Question question(Call call) {
    PageRequest page = call.page();
    return new Search.Question(
        call.path("kind"),
        product(call),
        text(call, "q"),
        String.join(", ", call.queryAll("order")),
        String.join(", ", call.queryAll("columns")),
        page.cursor().orElse(null),
        page.limit());
  }

  private static @Nullable String product(Call call) {
    return call.query("product").filter(name -> !name.isEmpty()).orElse(null);
  }

  private static String text(Call call, String name) {
    return call.query(name).orElse("");
  }

  private static Map<String, JsonNode> item(SearchPage.Row row) {
    Map<String, JsonNode> item = new LinkedHashMap<>(row.values());
    if (row.href() != null) {
      item.put("href", TextNode.valueOf(row.href()));
    }
    return item;
  }

  private static String typeName(Column.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
