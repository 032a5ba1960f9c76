package dev.loopline.cli.registry;

import dev.loopline.cli.print.Column;
import java.util.List;

/** What tables show of versions. */
final class VersionColumns {
  static final List<Column> LIST =
      List.of(
          Column.number("VERSION", "version"),
          Column.text("STAGE", "stage"),
          Column.text("ALIASES", "aliases"),
          Column.text("DECISION", "decision"),
          Column.text("CREATED", "createdAt"),
          Column.text("BY", "createdBy"),
          Column.text("DESCRIPTION", "description"));

  static final List<Column> VALUES =
      List.of(
          Column.text("Model", "model"),
          Column.text("Version", "version"),
          Column.text("Stage", "stage"),
          Column.text("Aliases", "aliases"),
          Column.text("Decision", "decision"),
          Column.text("Servable", "servable"),
          Column.text("Description", "description"),
          Column.text("Source", "source"),
          Column.text("Run", "run"),
          Column.text("Created", "createdAt"),
          Column.text("Updated", "updatedAt"),
          Column.text("By", "createdBy"),
          Column.text("Commit", "commit"),
          Column.text("Snapshot", "snapshot"),
          Column.text("Digest", "digest"),
          Column.text("Metrics", "metrics"),
          Column.text("Parameters", "parameters"),
          Column.text("Tags", "tags"));

  private VersionColumns() {}
}
