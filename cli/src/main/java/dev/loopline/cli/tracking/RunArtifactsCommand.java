package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Column.Side;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Slice;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline runs artifacts}: a run's files. */
@Command(
    name = "artifacts",
    description = "Lists a run's files.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline runs artifacts 0123456789abcdef0123456789abcdef",
      "  loopline runs artifacts 0123456789abcdef0123456789abcdef model --recursive --json"
    })
final class RunArtifactsCommand implements Callable<Integer> {
  private static final List<Column> COLUMNS =
      List.of(
          new Column(
              "SIZE",
              Side.RIGHT,
              file -> file.path("size").isNumber() ? Texts.bytes(file.path("size").asLong()) : ""),
          Column.of(
              "PATH",
              file -> Texts.of(file.path("path")) + (file.path("folder").asBoolean() ? "/" : "")));

  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();

  @Mixin Identified run = new Identified();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FOLDER",
      defaultValue = "",
      description = "Only what lies in this folder.")
  String folder = "";

  @Option(names = "--recursive", description = "Also what lies in its folders.")
  boolean recursive;

  @Override
  public Integer call() {
    try (LooplineClient client = remote.connect()) {
      RunFiles files = new RunFiles(client, run.id);
      List<JsonNode> found = recursive ? files.below(folder) : files.in(folder);
      printer.list(new Slice(found, null), COLUMNS);
    }
    return 0;
  }
}
