package dev.loopline.cli.explore;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Column.Side;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.Paging;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline search}: one query language over everything. */
@Command(
    name = "search",
    description = {
      "Searches one kind of things: runs, models, versions, datasets, features, pipeline runs,"
          + " deployments, predictions.",
      "Without a kind it lists the kinds and their columns."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline search",
      "  loopline search runs \"metrics.auc > 0.9 AND start_time > now - 7d\" --count",
      "  loopline search runs \"status = 'FAILED'\" --columns run_id,duration --order \"start_time DESC\"",
      "  loopline search models --product hotel --all --json"
    })
public final class SearchCommand implements Callable<Integer> {
  private static final Set<String> NUMBERS = Set.of("number", "duration");

  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();
  @Mixin Paging paging = new Paging();

  @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "Of the things.")
  @Nullable String kind;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "QUERY",
      description = "Only those that fit, in the query language. Default: all.")
  @Nullable String query;

  @Option(
      names = "--columns",
      paramLabel = "COLUMN",
      description = "What is told of each, with commas between. Default: the kind's usual ones.")
  @Nullable String columns;

  @Option(
      names = "--order",
      paramLabel = "KEY",
      description = "Keys with ASC or DESC, with commas between.")
  @Nullable String order;

  @Option(names = "--product", paramLabel = "PRODUCT", description = "Only things of this product.")
  @Nullable String product;

  @Option(names = "--count", description = "Only say how many fit.")
  boolean count;

  @Override
  public Integer call() {
    try (LooplineClient client = remote.connect()) {
      if (kind == null) {
        kinds(client);
      } else if (count) {
        count(client, kind);
      } else {
        find(client, kind);
      }
    }
    return 0;
  }

  private static Address search(String kind) {
    return Address.of("/api/v1/search").part(kind);
  }

  private void kinds(LooplineClient client) {
    List<JsonNode> kinds = new ArrayList<>();
    client.get("/api/v1/search").path("kinds").forEach(kinds::add);
    printer.list(
        new Slice(kinds, null),
        List.of(
            Column.text("KIND", "name"),
            Column.text("WHAT", "about"),
            Column.of(
                "COLUMNS",
                k ->
                    k.path("columns")
                        .valueStream()
                        .map(c -> c.path("name").asText())
                        .reduce((a, b) -> a + ", " + b)
                        .orElse(""))));
  }

  private void count(LooplineClient client, String of) {
    JsonNode found =
        client.get(search(of).part("count").with("q", query).with("product", product).toString());
    printer.done(
        (found.path("exact").asBoolean(true) ? "" : "at least ") + found.path("count").asLong(),
        found);
  }

  private void find(LooplineClient client, String of) {
    List<Column> shown = new ArrayList<>();
    Slice found =
        paging.read(
            (cursor, limit) -> {
              JsonNode page =
                  client.get(
                      search(of)
                          .with("q", query)
                          .with("order", order)
                          .with("columns", columns)
                          .with("product", product)
                          .with("cursor", cursor)
                          .with("limit", limit)
                          .toString());
              if (shown.isEmpty()) {
                page.path("columns").forEach(column -> shown.add(column(column)));
              }
              List<JsonNode> items = new ArrayList<>();
              page.path("items").forEach(items::add);
              return new Slice(items, page.path("next").asText(null));
            });
    printer.list(found, shown);
  }

  private static Column column(JsonNode column) {
    String name = column.path("name").asText();
    Side side = NUMBERS.contains(column.path("type").asText()) ? Side.RIGHT : Side.LEFT;
    return new Column(name, side, item -> Texts.of(item.path(name)));
  }
}
