package dev.loopline.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Download;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Option(
      names = "--to",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where they go. Default: this folder.")
  Path to = Path.of(".");

  @Option(names = "--overwrite", description = "Replace files that are there.")
  boolean overwrite;

  @Override
  public Integer call() {
    Download download =
        new Download(to, overwrite ? Download.Existing.REPLACE : Download.Existing.KEEP);
    try (LooplineClient client = remote.connect()) {
      JsonNode files =
          client.get(Registry.version(of.model, of.version, "passport").toString()).path("files");
      if (files.isEmpty()) {
        throw new CommandFailed(
            "Version "
                + of.version
                + " of "
                + of.model
                + " has no files in the server's store; its source says where they lie.");
      }
      long bytes = 0;
      for (JsonNode file : files) {
        String path = file.path("path").asText();
        bytes +=
            download.write(
                path,
                client.download(
                    Registry.version(of.model, of.version, "files").parts(path).toString()));
      }
      ObjectNode answer = Printer.object().put("to", to.toString()).put("bytes", bytes);
      answer.set("files", files);
      printer.done(
          files.size()
              + (files.size() == 1 ? " file, " : " files, ")
              + Texts.bytes(bytes)
              + ", in "
              + to
              + ".",
          answer);
    }
    return 0;
  }
}
