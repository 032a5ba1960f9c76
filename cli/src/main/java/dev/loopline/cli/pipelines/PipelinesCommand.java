package dev.loopline.cli.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline pipelines}: what starts pipelines, and what keeps them from it. */
@Command(
    name = "pipelines",
    description = "A product's pipelines: next slots, pauses, runs by hand.",
    mixinStandardHelpOptions = true,
    subcommands = BackfillCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline pipelines list hotel", "  loopline pipelines run hotel training"})
public final class PipelinesCommand {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("NAME", "name"),
          new Column("TASKS", Column.Side.RIGHT, item -> String.valueOf(item.path("tasks").size())),
          Column.text("NEXT SLOT", "nextSlot"),
          Column.text("PAUSED BY", "paused/by"),
          Column.text("BECAUSE", "paused/reason"),
          Column.text("COMMIT", "commit"));

  @Command(
      name = "list",
      description = "Lists a product's pipelines, their next slots and pauses.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline pipelines list hotel --json"})
  int list(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Parameters(paramLabel = "PRODUCT", description = "Whose they are.") String product) {
    try (LooplineClient client = remote.connect()) {
      printer.list(Slice.ofPage(client.get(LooplineClient.path(product, "pipelines"))), COLUMNS);
    }
    return 0;
  }

  @Command(
      name = "pause",
      description = "Lets no trigger start a pipeline until it is resumed.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline pipelines pause hotel training --reason \"the source is down\""})
  int pause(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Named named,
      @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
          String reason) {
    return ask(remote, printer, named, "pause", Map.of("reason", reason), "is paused");
  }

  @Command(
      name = "resume",
      description = "Ends a pause; missed slots are made up for as the pipeline declares.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline pipelines resume hotel training"})
  int resume(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Named named,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
          @Nullable String reason) {
    Map<String, String> told = reason == null ? Map.of() : Map.of("reason", reason);
    return ask(remote, printer, named, "resume", told, "is resumed");
  }

  private static int ask(
      Remote remote,
      Printer printer,
      Named named,
      String what,
      Map<String, String> told,
      String done) {
    ObjectNode body = Printer.object();
    told.forEach(body::put);
    try (LooplineClient client = remote.connect()) {
      JsonNode pipeline = client.post(named.path(what), body);
      printer.done(
          "The pipeline " + named.pipeline + " of " + named.product + " " + done + ".", pipeline);
    }
    return 0;
  }

  @Command(
      name = "run",
      description = "Starts a run; parameters that are left out have their defaults.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline pipelines run hotel training --parameter trees=200"})
  int run(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Named named,
      @Mixin ParameterValues parameters) {
    ObjectNode body = Printer.object();
    body.set("parameters", parameters.values());
    try (LooplineClient client = remote.connect()) {
      JsonNode run = client.post(named.path("runs"), body);
      printer.done(
          "Run " + run.path("id").asText() + " is " + run.path("state").asText() + ".", run);
    }
    return 0;
  }
}
