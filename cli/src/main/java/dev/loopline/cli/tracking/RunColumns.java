package dev.loopline.cli.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.print.Column;
import dev.loopline.cli.print.Column.Side;
import dev.loopline.cli.print.Texts;
import dev.loopline.cli.remote.CommandFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What tables show of runs. */
final class RunColumns {
  private static final Set<String> OWN =
      Set.of(
          "id",
          "name",
          "status",
          "user",
          "experimentId",
          "lifecycle",
          "startedAt",
          "endedAt",
          "artifactUri");
  private static final Set<String> GROUPS = Set.of("metrics", "params", "tags");

  static final List<Column> USUAL =
      of(List.of("id", "name", "status", "startedAt", "duration", "metrics"));

  private RunColumns() {}

  static List<Column> of(List<String> names) {
    return names.stream().map(String::strip).map(RunColumns::of).toList();
  }

  private static Column of(String name) {
    String header = name.toUpperCase(Locale.ROOT);
    if (OWN.contains(name) || GROUPS.contains(name)) {
      return Column.text(header, name);
    }
    if (name.equals("duration")) {
      return new Column(header, Side.RIGHT, RunColumns::duration);
    }
    int dot = name.indexOf('.');
    String group = dot < 0 ? "" : name.substring(0, dot);
    if (!GROUPS.contains(group) || dot + 1 == name.length()) {
      throw new CommandFailed(
          "There is no column '"
              + name
              + "'. Take id, name, status, user, experimentId, startedAt, endedAt, duration,"
              + " metrics.KEY, params.KEY or tags.KEY.");
    }
    String key = name.substring(dot + 1);
    return new Column(
        name,
        group.equals("metrics") ? Side.RIGHT : Side.LEFT,
        run -> Texts.of(run.path(group).path(key)));
  }

  private static String duration(JsonNode run) {
    return run.path("startedAt").isTextual() && run.path("endedAt").isTextual()
        ? Texts.duration(
            Duration.between(
                Instant.parse(run.path("startedAt").asText()),
                Instant.parse(run.path("endedAt").asText())))
        : "";
  }

  /** All there is of one run, a value a line. */
  static List<Column> values(JsonNode run) {
    List<Column> values = new ArrayList<>();
    values.add(Column.text("Id", "id"));
    values.add(Column.text("Name", "name"));
    values.add(Column.text("Experiment", "experimentId"));
    values.add(Column.text("Status", "status"));
    values.add(Column.text("Lifecycle", "lifecycle"));
    values.add(Column.text("User", "user"));
    values.add(Column.text("Started", "startedAt"));
    values.add(Column.text("Ended", "endedAt"));
    values.add(Column.of("Duration", RunColumns::duration));
    values.add(Column.text("Artifacts", "artifactUri"));
    for (String group : List.of("params", "metrics", "tags")) {
      run.path(group)
          .fieldNames()
          .forEachRemaining(
              key ->
                  values.add(Column.of(group + "." + key, r -> Texts.of(r.path(group).path(key)))));
    }
    for (JsonNode dataset : run.path("datasets")) {
      JsonNode of = dataset.path("dataset");
      values.add(
          Column.of("Dataset", r -> of.path("name").asText() + " " + of.path("digest").asText()));
    }
    return values;
  }
}
