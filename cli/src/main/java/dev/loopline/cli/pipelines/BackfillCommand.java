package dev.loopline.cli.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loopline pipelines backfill}. */
@Command(
    name = "backfill",
    description = "Runs a pipeline's slots of the past, each once.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline pipelines backfill hotel nightly --from 2026-01-01T00:00:00Z \\",
      "    --until 2026-02-01T00:00:00Z --parallel 4 --dry-run"
    })
final class BackfillCommand implements Callable<Integer> {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("SLOT", "slot"), Column.text("STATE", "state"), Column.text("RUN", "run"));

  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();
  @Mixin Named named = new Named();
  @Mixin ParameterValues parameters = new ParameterValues();

  @Option(
      names = "--from",
      paramLabel = "MOMENT",
      required = true,
      description = "The first slot may be then; ISO-8601 in UTC.")
  String from = "";

  @Option(
      names = "--until",
      paramLabel = "MOMENT",
      required = true,
      description = "All slots are before.")
  String until = "";

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many runs are under way at once. Default: ${DEFAULT-VALUE}.")
  int parallel = 1;

  @Option(names = "--dry-run", description = "List the slots and which exist already; no more.")
  boolean dryRun;

  @Override
  public Integer call() {
    ObjectNode body =
        Printer.object().put("from", from).put("until", until).put("parallel", parallel);
    body.set("parameters", parameters.values());
    try (LooplineClient client = remote.connect()) {
      if (dryRun) {
        printer.list(Slice.ofPage(client.post(named.path("backfills") + "/plan", body)), COLUMNS);
        return 0;
      }
      JsonNode backfill = client.post(named.path("backfills"), body);
      printer.done(
          "Backfill "
              + backfill.path("id").asText()
              + " runs "
              + backfill.path("slots").size()
              + " slots.",
          backfill);
    }
    return 0;
  }
}
