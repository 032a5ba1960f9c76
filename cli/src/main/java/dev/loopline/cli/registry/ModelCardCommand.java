package dev.loopline.cli.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loopline models card}: what those who use a version must know. */
@Command(
    name = "card",
    description = "Model cards: intended use, limitations, data, owner, risk, figures by slice.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline models card show forest 3",
      "  loopline models card set forest 3 card.json"
    })
final class ModelCardCommand {
  private static final long LARGEST = 1 << 20;
  private static final List<Column> VALUES =
      List.of(
          Column.text("Revision", "revision"),
          Column.text("At", "at"),
          Column.text("By", "actor"),
          Column.text("Intended use", "card/intendedUse"),
          Column.text("Limitations", "card/limitations"),
          Column.text("Data", "card/data"),
          Column.text("Owner", "card/owner"),
          Column.text("Risk", "card/risk"),
          Column.text("Slices", "card/slices"),
          Column.text("More", "card/more"));

  @Command(
      name = "show",
      description = "Shows the newest revision of a version's card.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models card show forest 3 --json"})
  int show(@Mixin Remote remote, @Mixin Printer printer, @Mixin Versioned of) {
    try (LooplineClient client = remote.connect()) {
      printer.one(client.get(Registry.version(of.model, of.version, "card").toString()), VALUES);
    }
    return 0;
  }

  @Command(
      name = "set",
      description = {
        "Writes the next revision of a version's card, from a file of JSON.",
        "Its fields: intendedUse, limitations, data, owner, risk {level, reason}, slices [{name,"
            + " rows, metrics}], more."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline models card set forest 3 card.json"})
  int set(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Versioned of,
      @Parameters(index = "2", paramLabel = "FILE", description = "The card as JSON.") Path file) {
    JsonNode card = read(file);
    try (LooplineClient client = remote.connect()) {
      JsonNode written =
          client.put(Registry.version(of.model, of.version, "card").toString(), card);
      printer.done(
          "The card of version "
              + of.version
              + " of "
              + of.model
              + " has revision "
              + written.path("revision").asText()
              + ".",
          written);
    }
    return 0;
  }

  static JsonNode read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new CommandFailed(file + " has more than 1 MiB; a card is shorter.");
      }
      return new ObjectMapper().readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new CommandFailed(file + " is no JSON: " + e.getOriginalMessage() + ".");
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
