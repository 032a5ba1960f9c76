package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Ordering;
import dev.loopline.cli.remote.Paging;
import dev.loopline.cli.remote.Remote;
import dev.loopline.cli.remote.Wanted;
import dev.loopline.cli.tracking.Tracking.RunQuery;
import dev.loopline.client.LooplineClient;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loopline runs}: what was tried, and what came of it. */
@Command(
    name = "runs",
    description = "Runs: lists, shows, compares, deletes and restores them, and gives their files.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCompareCommand.class,
      RunDiffCommand.class,
      RunMetricsCommand.class,
      RunArtifactsCommand.class,
      RunDownloadCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline runs list --query \"metrics.auc > 0.9\" --order \"metrics.auc DESC\"",
      "  loopline runs show 0123456789abcdef0123456789abcdef"
    })
public final class RunsCommand {
  @Command(
      name = "list",
      description = "Lists runs, the newest first.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  loopline runs list --experiment hotel/training",
        "  loopline runs list --query \"metrics.auc > 0.9 AND params.depth IN ('4', '6')\"",
        "  loopline runs list --order \"metrics.auc DESC\" --columns name,metrics.auc,params.depth",
        "  loopline runs list --query \"start_time > now - 7d\" --all --json"
      })
  int list(
      @Mixin Remote remote,
      @Mixin Printer printer,
      @Mixin Paging paging,
      @Mixin InExperiments in,
      @Mixin Wanted wanted,
      @Mixin Ordering order,
      @Option(
              names = "--columns",
              paramLabel = "COLUMN",
              split = ",",
              description =
                  "What the table shows: id, name, status, user, experimentId, startedAt, endedAt,"
                      + " duration, metrics.KEY, params.KEY, tags.KEY.")
          @Nullable List<String> columns,
      @Mixin Deletion deletion) {
    List<Column> shown = columns == null ? RunColumns.USUAL : RunColumns.of(columns);
    try (LooplineClient client = remote.connect()) {
      Tracking tracking = new Tracking(client);
      RunQuery asked =
          new RunQuery(
              in.ids(tracking),
              Objects.requireNonNullElse(wanted.query(), ""),
              order.keys(),
              deletion.view());
      printer.list(paging.read((cursor, limit) -> tracking.runs(asked, cursor, limit)), shown);
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Shows a run: its state, parameters, metrics, tags and datasets.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline runs show 0123456789abcdef0123456789abcdef --json"})
  int show(@Mixin Remote remote, @Mixin Printer printer, @Mixin Identified run) {
    try (LooplineClient client = remote.connect()) {
      JsonNode found = new Tracking(client).run(run.id);
      printer.one(found, RunColumns.values(found));
    }
    return 0;
  }

  @Command(
      name = "delete",
      description = "Deletes a run; restore brings them back until they are collected.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline runs delete 0123456789abcdef0123456789abcdef"})
  int delete(@Mixin Remote remote, @Mixin Printer printer, @Mixin Identified run) {
    return change(remote, printer, run, "delete", "deleted");
  }

  @Command(
      name = "restore",
      description = "Brings a deleted run back.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {"  loopline runs restore 0123456789abcdef0123456789abcdef"})
  int restore(@Mixin Remote remote, @Mixin Printer printer, @Mixin Identified run) {
    return change(remote, printer, run, "restore", "back");
  }

  private static int change(
      Remote remote, Printer printer, Identified run, String how, String now) {
    try (LooplineClient client = remote.connect()) {
      Tracking tracking = new Tracking(client);
      tracking.post("runs/" + how, Printer.object().put("run_id", run.id));
      printer.done("Run " + run.id + " is " + now + ".", tracking.run(run.id));
    }
    return 0;
  }
}
