package dev.loopline.metadata.internal.garbage;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.garbage.Doomed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Finds what is to go: walks in the order of numbers, so that a pass reads each row once. */
record DoomedRows(Doomed doomed) {
  /**
   * A run or a model.
   *
   * @param name its own
   * @param experiment the experiment's name
   * @param location the experiment's artifact location
   */
  record Row(long no, String id, String name, String experiment, String location) {}

  /** An experiment that is deleted itself, and so goes whole. */
  record Experiment(long id, String name, String location) {}

  List<Row> runs(Handle h, long after, int limit) {
    Sql only = Sql.of("");
    if (!doomed.runs().isEmpty()) {
      only = in(" and x.id in ", List.copyOf(doomed.runs()));
    }
    return rows(h, "run", only, after, limit);
  }

  /** None where only certain runs go. */
  List<Row> models(Handle h, long after, int limit) {
    return doomed.runs().isEmpty() ? rows(h, "logged_model", Sql.of(""), after, limit) : List.of();
  }

  private List<Row> rows(Handle h, String table, Sql only, long after, int limit) {
    Sql sql =
        Sql.of(
                "select x.no, x.id, x.name, e.name as experiment, e.artifact_location from "
                    + table
                    + " x join experiment e on e.id = x.experiment_id"
                    + " where x.no > ? and (x.deleted_at <= ? or e.deleted_at <= ?)",
                after,
                doomed.before().toEpochMilli(),
                doomed.before().toEpochMilli())
            .then(only)
            .then(ofExperiments("e.id"))
            .then(" order by x.no limit ?", limit);
    return Rows.list(
        h,
        sql,
        (rs, ctx) ->
            new Row(
                rs.getLong("no"),
                rs.getString("id"),
                rs.getString("name"),
                rs.getString("experiment"),
                rs.getString("artifact_location")));
  }

  List<Experiment> experiments(Handle h) {
    if (!doomed.runs().isEmpty()) {
      return List.of();
    }
    Sql sql =
        Sql.of(
                "select id, name, artifact_location from experiment where deleted_at <= ?",
                doomed.before().toEpochMilli())
            .then(ofExperiments("id"))
            .then(" order by id");
    return Rows.list(
        h,
        sql,
        (rs, ctx) ->
            new Experiment(
                rs.getLong("id"), rs.getString("name"), rs.getString("artifact_location")));
  }

  private Sql ofExperiments(String column) {
    return doomed.experiments().isEmpty()
        ? Sql.of("")
        : in(" and " + column + " in ", List.copyOf(doomed.experiments()));
  }

  private static Sql in(String before, List<?> values) {
    String marks = values.stream().map(v -> "?").collect(Collectors.joining(", ", "(", ")"));
    return new Sql(before + marks, new ArrayList<>(values));
  }
}
