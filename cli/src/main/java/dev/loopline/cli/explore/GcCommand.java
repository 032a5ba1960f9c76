package dev.loopline.cli.explore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Address;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loopline gc}: what was deleted goes for good. */
@Command(
    name = "gc",
    description = {
      "Removes for good what was deleted, and bytes that nobody uses any more.",
      "Blobs that others share stay until their last user goes. --dry-run only says what would go."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline gc --dry-run",
      "  loopline gc --older-than 30d",
      "  loopline gc --experiment 7 --run 0123456789abcdef0123456789abcdef"
    })
public final class GcCommand implements Callable<Integer> {
  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();

  @Option(names = "--dry-run", description = "Only say what would go.")
  boolean dryRun;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      description = "Only what was deleted so long ago, such as 30d or 12h.")
  @Nullable String olderThan;

  @Option(
      names = "--experiment",
      paramLabel = "ID",
      description = "Only this experiment; may be repeated.")
  @Nullable List<String> experiments;

  @Option(names = "--run", paramLabel = "ID", description = "Only this run; may be repeated.")
  @Nullable List<String> runs;

  @Override
  public Integer call() {
    ObjectNode asked = Printer.object();
    if (olderThan != null) {
      asked.put("olderThan", olderThan);
    }
    if (experiments != null) {
      experiments.forEach(asked.putArray("experiments")::add);
    }
    if (runs != null) {
      runs.forEach(asked.putArray("runs")::add);
    }
    try (LooplineClient client = remote.connect()) {
      JsonNode report =
          client.post(Address.of("/api/v1/gc").with("dryRun", dryRun).toString(), asked);
      printer.done(sentence(report), report);
    }
    return 0;
  }

  private static String sentence(JsonNode report) {
    boolean dry = report.path("dryRun").asBoolean();
    StringBuilder said = new StringBuilder();
    for (Map.Entry<String, JsonNode> kind : report.path("removed").properties()) {
      if (kind.getValue().asLong() > 0) {
        said.append(said.isEmpty() ? "" : ", ")
            .append(String.format(java.util.Locale.ROOT, "%,d ", kind.getValue().asLong()))
            .append(Texts.harmless(kind.getKey()));
      }
    }
    String bytes = Texts.bytes(report.path("bytesFreed").asLong());
    return (dry ? "Would remove " : "Removed ")
        + (said.isEmpty() ? "nothing" : said)
        + (dry ? ", and would free " : ", and freed ")
        + bytes
        + ".";
  }
}
