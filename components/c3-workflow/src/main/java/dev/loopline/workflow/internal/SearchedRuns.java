package dev.loopline.workflow.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.table.SearchTable;
import dev.loopline.kernel.search.table.TableColumn;
import dev.loopline.kernel.search.table.TableGroup;
import java.util.List;
import java.util.stream.Stream;

/** Runs of pipelines, as they are searched. */
public final class SearchedRuns {
  private static final String FAILED =
      "workflow_task t where t.run_id = r.id and t.error is not null";
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.of(
              SearchColumn.of("id", Type.TEXT, "Grows in the order in which they were started")
                  .also("run_id"),
              "r.id"),
          TableColumn.of(SearchColumn.of("product", Type.TEXT, "Whose it is"), "r.product"),
          TableColumn.of(
              SearchColumn.of("pipeline", Type.TEXT, "What was run").also("name"), "r.pipeline"),
          TableColumn.of(
              SearchColumn.of("state", Type.TEXT, "Where it stands")
                  .also("status")
                  .oneOf(Stream.of(RunState.values()).map(RunState::name).toList()),
              "r.state"),
          TableColumn.started("r.started_at"),
          TableColumn.ended("r.ended_at"),
          TableColumn.lasted("r.started_at", "r.ended_at"),
          TableColumn.of(
              SearchColumn.of("event_time", Type.TIME, "The product's time when it was started"),
              "r.event_time"),
          TableColumn.of(
              SearchColumn.of("slot", Type.TIME, "Of the schedule that it was started for"),
              "r.slot_at"),
          TableColumn.of(
              SearchColumn.of("commit", Type.TEXT, "That declared it").also("commit_id"),
              "r.commit_id"),
          TableColumn.of(
              SearchColumn.of("trigger", Type.TEXT, "The event that started it, or who did"),
              "r.trigger_by"),
          TableColumn.of(
              SearchColumn.of("actor", Type.TEXT, "In whose name it runs").also("user_id"),
              "r.actor"),
          TableColumn.among(
              SearchColumn.of("error", Type.TEXT, "Why a task of it failed").unordered(),
              new Column(
                  "exists (select 1 from " + FAILED + " and ",
                  "t.error",
                  ")",
                  List.of(),
                  Type.TEXT),
              "(select min(t.error) from " + FAILED + ")"));
  private static final List<TableGroup> GROUPS =
      List.of(
          new TableGroup(
              SearchColumn.of("tasks.*", Type.TEXT, "Where a task of it stands")
                  .also("task.*")
                  .oneOf(Stream.of(TaskState.values()).map(TaskState::name).toList()),
              "workflow_task t where t.run_id = r.id and t.id = ?",
              "t.state"));

  private SearchedRuns() {}

  public static SearchTable table() {
    SearchKind kind =
        new SearchKind(
            "pipeline-runs",
            "Pipeline runs",
            "A run of a pipeline, or of the steps of a delivery.",
            SearchTable.described(COLUMNS, GROUPS),
            List.of("id", "product", "pipeline", "state", "start_time", "duration"),
            "id DESC",
            List.of(
                new SearchKind.Example(
                    "pipeline = 'train' AND state = 'FAILED' AND start_time > '2026-07-01'",
                    "trainings that failed since a day"),
                new SearchKind.Example(
                    "duration > 10m OR (state = 'RUNNING' AND start_time < now - 1h)",
                    "long ones, those under way among them"),
                new SearchKind.Example(
                    "tasks.validate = 'FAILED' AND error ILIKE '%column%'",
                    "what stopped at one task for one reason")));
    return new SearchTable(
        kind,
        "workflow_run r",
        "1 = 1",
        product -> Sql.of("r.product = ?", product),
        COLUMNS,
        GROUPS,
        List.of("id"),
        new SearchTable.Link(
            List.of("product", "id"), v -> Hrefs.of(v.get(0), "pipeline-runs", v.get(1))));
  }
}
