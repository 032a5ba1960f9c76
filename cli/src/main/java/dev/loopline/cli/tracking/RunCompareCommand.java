package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Column.Side;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline runs compare}: runs side by side. */
@Command(
    name = "compare",
    description = "Shows runs side by side: parameters, metrics and tags in which they differ.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline runs compare 0123456789abcdef0123456789abcdef fedcba9876543210fedcba9876543210",
      "  loopline runs compare RUN RUN RUN --keys --json"
    })
final class RunCompareCommand implements Callable<Integer> {
  private static final int MOST = 1_000;

  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();

  @Parameters(paramLabel = "RUN", arity = "2..*", description = "Two runs or more, by their ids.")
  List<String> ids = List.of();

  @Option(names = "--keys", description = "Also what is the same in all of them.")
  boolean all;

  @Override
  public Integer call() {
    if (ids.size() > MOST) {
      throw new CommandFailed("At most " + MOST + " runs are compared; got " + ids.size() + ".");
    }
    try (LooplineClient client = remote.connect()) {
      Tracking tracking = new Tracking(client);
      print(printer, ids.stream().map(tracking::run).toList(), all);
    }
    return 0;
  }

  static void print(Printer printer, List<JsonNode> runs, boolean all) {
    ArrayNode differences = Differences.of(runs, all);
    if (printer.isJson()) {
      ObjectNode answer = Printer.object();
      answer.putArray("runs").addAll(runs);
      answer.set("differences", differences);
      printer.json(answer);
      return;
    }
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("", "name"));
    for (JsonNode run : runs) {
      String id = run.path("id").asText();
      columns.add(
          new Column(
              Texts.harmless(run.path("name").asText(id)),
              Side.RIGHT,
              difference -> Texts.of(difference.path("values").path(id))));
    }
    List<JsonNode> rows = new ArrayList<>();
    differences.forEach(rows::add);
    printer.list(new Slice(rows, null), columns);
  }
}
