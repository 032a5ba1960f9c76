package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a copy says of itself at its end. */
record Summary(Copying copying, String server, List<Copied> experiments, Duration took) {
  private static final int SHOWN = 20;

  private static final List<Column> COLUMNS =
      List.of(
          Column.text("", "what"),
          Column.number("COPIED", "copied"),
          Column.number("UNCHANGED", "unchanged"),
          Column.number("FAILED", "failed"));

  ObjectNode json() {
    Tally tally = copying.tally();
    ObjectNode answer =
        Printer.object()
            .put("from", copying.source().address())
            .put("server", server)
            .put("dryRun", copying.options().dryRun())
            .put("seconds", took.toMillis() / 1000.0);
    for (Kind kind : Kind.values()) {
      answer.set(kind.field(), counts(kind));
    }
    answer.put("points", tally.points()).put("bytes", tally.bytes());
    ArrayNode renumbered = answer.putArray("renumbered");
    experiments.stream()
        .filter(Copied::isRenumbered)
        .forEach(
            e ->
                renumbered
                    .addObject()
                    .put("experiment", e.name())
                    .put("from", e.there())
                    .put("to", e.here()));
    tally.notes().forEach(answer.putArray("notes")::add);
    ArrayNode problems = answer.putArray("problems");
    tally.problems().forEach(p -> problems.addObject().put("what", p.what()).put("why", p.why()));
    return answer.put("problemCount", tally.troubles());
  }

  private ObjectNode counts(Kind kind) {
    ObjectNode counts = Printer.object();
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome.name().toLowerCase(Locale.ROOT), copying.tally().count(kind, outcome));
    }
    return counts;
  }

  void print(Printer printer) {
    if (printer.isJson()) {
      printer.json(json());
      return;
    }
    List<com.fasterxml.jackson.databind.JsonNode> rows = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      rows.add(counts(kind).put("what", kind.title()));
    }
    printer.list(new Slice(rows, null), COLUMNS);
    printer.line("");
    printer.line(sentence());
    experiments.stream()
        .filter(Copied::isRenumbered)
        .forEach(
            e ->
                printer.line(
                    "Experiment "
                        + Texts.clipped(e.name())
                        + " has the id "
                        + e.here()
                        + " here, not "
                        + e.there()
                        + "."));
    copying.tally().notes().forEach(note -> printer.line(Texts.harmless(note)));
    problems(printer);
  }

  private String sentence() {
    Tally tally = copying.tally();
    String numbers =
        copying.options().dryRun()
            ? String.format(
                Locale.ROOT,
                "Nothing was copied. There are %,d histories of metrics and %s of files to copy",
                tally.points(),
                Texts.bytes(tally.bytes()))
            : String.format(
                Locale.ROOT,
                "%,d points of metrics and %s of files were copied",
                tally.points(),
                Texts.bytes(tally.bytes()));
    return numbers + ", in " + Texts.duration(took) + ".";
  }

  private void problems(Printer printer) {
    List<Tally.Problem> problems = copying.tally().problems();
    if (problems.isEmpty()) {
      return;
    }
    printer.line("");
    printer.line(
        copying.tally().troubles()
            + (copying.tally().troubles() == 1 ? " problem" : " problems")
            + "; the same command again tries what is missing:");
    problems.stream()
        .limit(SHOWN)
        .forEach(p -> printer.line("  " + p.what() + ": " + Texts.harmless(p.why())));
    if (problems.size() > SHOWN) {
      printer.line("  … all of them with --json.");
    }
  }
}
