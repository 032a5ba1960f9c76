package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Download;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loopline runs download}: a run's files onto this machine. */
@Command(
    name = "download",
    description = "Downloads a run's files, all of them or those at a path.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline runs download 0123456789abcdef0123456789abcdef --to files",
      "  loopline runs download 0123456789abcdef0123456789abcdef model/weights.bin"
    })
final class RunDownloadCommand implements Callable<Integer> {
  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();

  @Mixin Identified run = new Identified();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      defaultValue = "",
      description = "A file, or a folder with all in it. Default: everything.")
  String path = "";

  @Mixin Download download = new Download();

  @Override
  public Integer call() {
    try (LooplineClient client = remote.connect()) {
      RunFiles files = new RunFiles(client, run.id);
      download.write(paths(files), files::open, printer);
    }
    return 0;
  }

  /** A folder's files; else the path is a file's. */
  private List<String> paths(RunFiles files) {
    List<String> below =
        files.below(path).stream().map((JsonNode file) -> file.path("path").asText()).toList();
    if (below.isEmpty() && path.isEmpty()) {
      throw new CommandFailed("Run " + run.id + " has no files in the server's store.");
    }
    return below.isEmpty() ? List.of(path) : below;
  }
}
