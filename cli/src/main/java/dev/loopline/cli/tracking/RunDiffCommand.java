package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loopline runs diff}: a run against its parent, or another. */
@Command(
    name = "diff",
    description = "Shows in what a run differs from its parent, or from another run.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline runs diff 0123456789abcdef0123456789abcdef",
      "  loopline runs diff 0123456789abcdef0123456789abcdef fedcba9876543210fedcba9876543210"
    })
final class RunDiffCommand implements Callable<Integer> {
  private static final String PARENT = "mlflow.parentRunId";

  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();

  @Mixin Identified run = new Identified();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OTHER",
      description = "The id of another run. Default: the run's parent.")
  @Nullable String other;

  @Override
  public Integer call() {
    try (LooplineClient client = remote.connect()) {
      Tracking tracking = new Tracking(client);
      JsonNode found = tracking.run(run.id);
      String against = other == null ? found.path("tags").path(PARENT).asText("") : other;
      if (against.isEmpty()) {
        throw new CommandFailed("Run " + run.id + " has no parent; name another run beside it.");
      }
      RunCompareCommand.print(printer, List.of(tracking.run(against), found), false);
    }
    return 0;
  }
}
