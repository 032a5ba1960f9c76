package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Paging;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Wanted;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loopline experiments}: groups of runs. */
@Command(
    name = "experiments",
    description = "Experiments: lists, shows, makes, deletes and restores them.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline experiments list",
      "  loopline experiments create hotel/tuning --tag team=pricing"
    })
public final class ExperimentsCommand {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("ID", "id"),
          Column.text("NAME", "name"),
          Column.text("LIFECYCLE", "lifecycle"),
          Column.text("UPDATED", "updatedAt"),
          Column.text("TAGS", "tags"));
  private static final List<Column> VALUES =
      List.of(
          Column.text("Id", "id"),
          Column.text("Name", "name"),
          Column.text("Lifecycle", "lifecycle"),
          Column.text("Created", "createdAt"),
          Column.text("Updated", "updatedAt"),
          Column.text("Artifacts", "artifactLocation"),
          Column.text("Tags", "tags"));

  @Command(
      name = "list",
      description = "Lists experiments, the last changed first.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  loopline experiments list --query \"tags.team = 'pricing'\"",
        "  loopline experiments list --query \"name LIKE 'hotel%%'\" --all --json"
      })
  int list(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Paging paging,
      @Mixin Wanted wanted,
      @Mixin Deletion deletion) {
    try (LooplineClient client = remote.connect()) {
      Tracking tracking = new Tracking(client);
      printer.list(
          paging.read(
              (cursor, limit) ->
                  tracking.experiments(wanted.query(), deletion.view(), cursor, limit)),
          COLUMNS);
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows an experiment.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  loopline experiments show hotel/training",
        "  loopline experiments show 0 --json"
      })
  int show(@Mixin Remote remote, @Mixin Printer printer, @Mixin Named experiment) {
    try (LooplineClient client = remote.connect()) {
      printer.one(new Tracking(client).experiment(experiment.name), VALUES);
    }
    return 0;
  }

  @Command(
      name = "create",
      description = "Makes an experiment.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline experiments create hotel/tuning --tag team=pricing --tag quarter=3"})
  int create(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Parameters(paramLabel = "NAME", description = "Its name, not taken yet.") String name,
      @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag; may be repeated.")
          @Nullable Map<String, String> tags) {
    try (LooplineClient client = remote.connect()) {
      ObjectNode asked = Printer.object().put("name", name);
      ArrayNode list = asked.putArray("tags");
      if (tags != null) {
        tags.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
      }
      Tracking tracking = new Tracking(client);
      tracking.post("experiments/create", asked);
      JsonNode made = tracking.experiment(name);
      printer.done("Experiment " + made.path("id").asText() + " is there: " + name + ".", made);
    }
    return 0;
  }

  @Command(
      name = "delete",
      description = "Deletes an experiment with its runs; restore brings them back.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline experiments delete hotel/tuning"})
  int delete(@Mixin Remote remote, @Mixin Printer printer, @Mixin Named experiment) {
    return change(remote, printer, experiment, "delete", "deleted");
  }

  @Command(
      name = "restore",
      description = "Brings a deleted experiment back, with its runs.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline experiments restore hotel/tuning"})
  int restore(@Mixin Remote remote, @Mixin Printer printer, @Mixin Named experiment) {
    return change(remote, printer, experiment, "restore", "back");
  }

  private static int change(
      Remote remote, Printer printer, Named experiment, String how, String now) {
    try (LooplineClient client = remote.connect()) {
      Tracking tracking = new Tracking(client);
      String id = tracking.experiment(experiment.name).path("id").asText();
      tracking.post("experiments/" + how, Printer.object().put("experiment_id", id));
      printer.done("Experiment " + id + " is " + now + ".", tracking.experiment(experiment.name));
    }
    return 0;
  }

  /** Which experiment. */
  static final class Named {
    @Parameters(paramLabel = "EXPERIMENT", description = "Its name or its id.")
    String name = "";
  }
}
