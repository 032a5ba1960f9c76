package dev.loopline.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline models stage}: where a version stands. */
@Command(
    name = "stage",
    description =
        "Moves a version to a stage: None, Staging, Production, Archived, or one of yours.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline models stage forest 3 Production --archive-others"})
final class ModelStageCommand implements Callable<Integer> {
  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();
  @Mixin Versioned of = new Versioned();

  @Parameters(index = "2", paramLabel = "STAGE", description = "Its name, in any case.")
  String stage = "";

  @Option(
      names = "--archive-others",
      description = "Send the other versions of the stage to the archive.")
  boolean archiveOthers;

  @Override
  public Integer call() {
    try (LooplineClient client = remote.connect()) {
      JsonNode moved =
          client.put(
              Registry.version(of.model, of.version, "stage").toString(),
              Printer.object().put("stage", stage).put("archiveOthers", archiveOthers));
      printer.done(
          "Version "
              + of.version
              + " of "
              + of.model
              + " is in "
              + moved.path("stage").asText()
              + ".",
          moved);
    }
    return 0;
  }
}
