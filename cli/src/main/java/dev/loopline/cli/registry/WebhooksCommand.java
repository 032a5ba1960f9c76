package dev.loopline.cli.registry;

import static dev.loopline.cli.remote.Address.MLFLOW;

import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.Paging;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loopline webhooks}: who is told of changes of the registry. */
@Command(
    name = "webhooks",
    description = "Webhooks of the registry, and what they were sent.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline webhooks list"})
public final class WebhooksCommand {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("ID", "webhook_id"),
          Column.text("NAME", "name"),
          Column.text("STATUS", "status"),
          Column.text("URL", "url"),
          Column.of(
              "EVENTS",
              hook ->
                  hook.path("events")
                      .valueStream()
                      .map(e -> e.path("entity").asText() + "." + e.path("action").asText())
                      .reduce((a, b) -> a + ", " + b)
                      .orElse("")));
  private static final List<Column> DELIVERIES =
      List.of(
          Column.text("AT", "createdAt"),
          Column.text("EVENT", "event"),
          Column.text("SUCCEEDED", "succeeded"),
          Column.number("ATTEMPTS", "attempts"),
          Column.number("STATUS", "status"),
          Column.text("ANSWER", "answer"));

  @Command(
      name = "list",
      description = "Lists webhooks.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline webhooks list --json"})
  int list(@Mixin Remote remote, @Mixin Printer printer, @Mixin Paging paging) {
    try (LooplineClient client = remote.connect()) {
      printer.list(
          paging.read(
              (cursor, limit) ->
                  Slice.ofMlflow(
                      client.get(
                          Address.of(MLFLOW + "webhooks")
                              .with("max_results", Math.min(limit, 100))
                              .with("page_token", cursor)
                              .toString()),
                      "webhooks",
                      hook -> hook)),
          COLUMNS);
    }
    return 0;
  }

  @Command(
      name = "deliveries",
      description = "Lists what a webhook was sent, the newest first.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline webhooks deliveries 0b5e7a1c-5c0e-4b8e-9a51-3f1f5f0f7f11"})
  int deliveries(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Paging paging,
      @Parameters(paramLabel = "WEBHOOK", description = "Its id.") String id) {
    try (LooplineClient client = remote.connect()) {
      printer.list(
          paging.read(
              (cursor, limit) ->
                  Slice.ofPage(
                      client.get(
                          Address.of("/api/v1/webhooks")
                              .part(id)
                              .part("deliveries")
                              .with("cursor", cursor)
                              .with("limit", limit)
                              .toString()))),
          DELIVERIES);
    }
    return 0;
  }
}
