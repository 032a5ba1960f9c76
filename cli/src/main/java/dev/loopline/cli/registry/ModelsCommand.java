package dev.loopline.cli.registry;

import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.Paging;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loopline models}: registered models and their versions. */
@Command(
    name = "models",
    description = "Registered models: their versions, stages, aliases, cards and history.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline models list", "  loopline models list --query \"name LIKE 'hotel%%'\""})
public final class ModelsCommand {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("NAME", "name"),
          Column.text("LATEST", "latest"),
          Column.text("ALIASES", "aliases"),
          Column.text("UPDATED", "updatedAt"),
          Column.text("DESCRIPTION", "description"));

  @Command(
      name = "list",
      description = "Lists models.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  loopline models list",
        "  loopline models list --query \"tags.team = 'pricing'\" --order \"name DESC\" --json"
      })
  int list(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Paging paging,
      @Option(
              names = "--query",
              paramLabel = "QUERY",
              description = "Only those that fit, in the query language.")
          @Nullable String query,
      @Option(
              names = "--order",
              paramLabel = "KEY",
              description = "A key with ASC or DESC; may be repeated.")
          @Nullable List<String> order) {
    try (LooplineClient client = remote.connect()) {
      printer.list(
          paging.read(
              (cursor, limit) -> {
                Address asked = Address.of("/api/v1/models").with("filter", query);
                if (order != null) {
                  order.forEach(key -> asked.with("order", key));
                }
                return Slice.ofPage(
                    client.get(asked.with("cursor", cursor).with("limit", limit).toString()));
              }),
          COLUMNS);
    }
    return 0;
  }
}
