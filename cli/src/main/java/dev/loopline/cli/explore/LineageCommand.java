package dev.loopline.cli.explore;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline lineage}: what a thing was made of, and what was made of it. */
@Command(
    name = "lineage",
    description = "Shows what a thing goes back to and what it reached, as a tree.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline lineage model-version hotel.cancellation/7 --product hotel",
      "  loopline lineage run 0123456789abcdef0123456789abcdef --direction back --depth 3 --json"
    })
public final class LineageCommand implements Callable<Integer> {
  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "Of the thing, such as run, model-version, dataset, commit, prediction.")
  String kind = "";

  @Parameters(index = "1", paramLabel = "ID", description = "Of the thing.")
  String id = "";

  @Option(
      names = "--product",
      paramLabel = "PRODUCT",
      description = "Whose the thing is. Default: nobody's, as what MLflow's clients log.")
  @Nullable String product;

  @Option(
      names = "--direction",
      paramLabel = "DIRECTION",
      defaultValue = "both",
      description = "back, forward or both. Default: ${DEFAULT-VALUE}.")
  String direction = "both";

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "How many links to follow, from 1 to 50. Default: 12.")
  @Nullable Integer depth;

  @Override
  public Integer call() {
    if (!List.of("back", "forward", "both").contains(direction)) {
      throw new CommandFailed("--direction is '" + direction + "'; take back, forward or both.");
    }
    Address at =
        product == null
            ? Address.of("/api/v1/lineage")
            : Address.of(LooplineClient.path(product, "lineage"));
    try (LooplineClient client = remote.connect()) {
      JsonNode graph =
          client.get(
              at.with("kind", kind)
                  .with("id", id)
                  .with("direction", direction)
                  .with("depth", depth)
                  .toString());
      if (printer.isJson()) {
        printer.json(graph);
      } else {
        LineageTree.of(graph).lines(direction).forEach(printer::line);
      }
    }
    return 0;
  }
}
