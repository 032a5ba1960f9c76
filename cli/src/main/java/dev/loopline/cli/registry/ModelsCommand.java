package dev.loopline.cli.registry;

import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.registry.Registry.Query;
import dev.loopline.cli.remote.Ordering;
import dev.loopline.cli.remote.Paging;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.cli.remote.Wanted;
import dev.loopline.client.LooplineClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loopline models}: registered models and their versions. */
@Command(
    name = "models",
    description = "Registered models: their versions, stages, aliases, cards and history.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelAliasCommand.class,
      ModelStageCommand.class,
      ModelCardCommand.class,
      ModelPromotionCommands.Promote.class,
      ModelPromotionCommands.Approve.class,
      ModelPromotionCommands.Refuse.class,
      ModelAtCommand.class,
      ModelDownloadCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {"  loopline models list", "  loopline models version hotel.cancellation 3"})
public final class ModelsCommand {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("NAME", "name"),
          Column.text("LATEST", "latest"),
          Column.text("ALIASES", "aliases"),
          Column.text("UPDATED", "updatedAt"),
          Column.text("DESCRIPTION", "description"));
  private static final List<Column> VALUES =
      List.of(
          Column.text("Name", "name"),
          Column.text("Product", "product"),
          Column.text("Description", "description"),
          Column.text("Latest", "latest"),
          Column.text("Aliases", "aliases"),
          Column.text("Tags", "tags"),
          Column.text("Created", "createdAt"),
          Column.text("Updated", "updatedAt"));
  private static final List<Column> CHANGES =
      List.of(
          Column.text("AT", "at"),
          Column.number("VERSION", "version"),
          Column.text("CHANGE", "change"),
          Column.text("BY", "actor"),
          Column.text("EVIDENCE", "evidence"));

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
      @Mixin Wanted wanted,
      @Mixin Ordering order) {
    Query asked = new Query(wanted.query(), order.keys());
    try (LooplineClient client = remote.connect()) {
      Registry registry = new Registry(client);
      printer.list(paging.read((cursor, limit) -> registry.models(asked, cursor, limit)), COLUMNS);
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows a model.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models show hotel.cancellation --json"})
  int show(@Mixin Remote remote, @Mixin Printer printer, @Mixin Named model) {
    try (LooplineClient client = remote.connect()) {
      printer.one(new Registry(client).model(model.name), VALUES);
    }
    return 0;
  }

  @Command(
      name = "versions",
      description = "Lists a model's versions, the newest first.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models versions hotel.cancellation --all"})
  int versions(
      @Mixin Remote remote, @Mixin Printer printer, @Mixin Paging paging, @Mixin Named model) {
    Query asked =
        new Query("name = " + Registry.quoted(model.name), List.of("version_number DESC"));
    try (LooplineClient client = remote.connect()) {
      Registry registry = new Registry(client);
      registry.model(model.name);
      printer.list(
          paging.read((cursor, limit) -> registry.versions(asked, cursor, limit)),
          VersionColumns.LIST);
    }
    return 0;
  }

  @Command(
      name = "version",
      description = "Shows a version: where it comes from, and how it stands.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models version hotel.cancellation 3"})
  int version(@Mixin Remote remote, @Mixin Printer printer, @Mixin Versioned of) {
    try (LooplineClient client = remote.connect()) {
      printer.one(new Registry(client).version(of.model, of.version), VersionColumns.VALUES);
    }
    return 0;
  }

  @Command(
      name = "history",
      description = "Lists all changes of a model and its versions, the newest first.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models history hotel.cancellation --all --json"})
  int history(
      @Mixin Remote remote, @Mixin Printer printer, @Mixin Paging paging, @Mixin Named model) {
    try (LooplineClient client = remote.connect()) {
      printer.list(
          paging.read(
              (cursor, limit) ->
                  Slice.ofPage(
                      client.get(
                          Registry.model(model.name, "history")
                              .with("cursor", cursor)
                              .with("limit", limit)
                              .toString()))),
          CHANGES);
    }
    return 0;
  }

  /** Which model. */
  static final class Named {
    @Parameters(paramLabel = "MODEL", description = "Its name.")
    String name = "";
  }
}
