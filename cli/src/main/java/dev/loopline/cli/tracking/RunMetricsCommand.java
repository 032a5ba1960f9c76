package dev.loopline.cli.tracking;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.Paging;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loopline runs metrics}: the history of one metric. */
@Command(
    name = "metrics",
    description = "Lists the history of a run's metric, by time.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline runs metrics 0123456789abcdef0123456789abcdef loss",
      "  loopline runs metrics 0123456789abcdef0123456789abcdef loss --all --json"
    })
final class RunMetricsCommand implements Callable<Integer> {
  private static final List<Column> COLUMNS =
      List.of(
          Column.number("STEP", "step"), Column.number("VALUE", "value"), Column.text("AT", "at"));

  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();
  @Mixin Paging paging = new Paging();

  @Mixin Identified run = new Identified();

  @Parameters(index = "1", paramLabel = "KEY", description = "The metric's name.")
  String key = "";

  @Override
  public Integer call() {
    try (LooplineClient client = remote.connect()) {
      printer.list(
          paging.read(
              (cursor, limit) ->
                  Slice.ofMlflow(
                      client.get(
                          Address.of(MLFLOW + "metrics/get-history")
                              .with("run_id", run.id)
                              .with("metric_key", key)
                              .with("max_results", limit)
                              .with("page_token", cursor)
                              .toString()),
                      "metrics",
                      RunMetricsCommand::point)),
          COLUMNS);
    }
    return 0;
  }

  private static ObjectNode point(JsonNode metric) {
    ObjectNode point = Printer.object().put("step", metric.path("step").asLong());
    point.set("value", metric.path("value"));
    Shapes.time(point, "at", metric.path("timestamp"));
    return point;
  }
}
