package dev.loopline.cli.registry;

import dev.loopline.cli.print.Download;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code loopline models download}: a version's files onto this machine. */
@Command(
    name = "download",
    description = "Downloads the files of a version, as they were when it was registered.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  loopline models download hotel.cancellation 3 --to model"})
final class ModelDownloadCommand implements Callable<Integer> {
  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();
  @Mixin Versioned of = new Versioned();

  @Mixin Download download = new Download();

  @Override
  public Integer call() {
    try (LooplineClient client = remote.connect()) {
      List<String> paths =
          client
              .get(Registry.version(of.model, of.version, "passport").toString())
              .path("files")
              .valueStream()
              .map(file -> file.path("path").asText())
              .toList();
      if (paths.isEmpty()) {
        throw new CommandFailed(
            "Version "
                + of.version
                + " of "
                + of.model
                + " has no files in the server's store; its source says where they lie.");
      }
      download.write(
          paths,
          path ->
              client.download(
                  Registry.version(of.model, of.version, "files").parts(path).toString()),
          printer);
    }
    return 0;
  }
}
