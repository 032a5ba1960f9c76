package dev.loopline.metadata.internal;

import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.Hrefs;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.table.SearchTable;
import dev.loopline.kernel.search.table.TableColumn;
import java.util.List;

/** Versions of data that runs of active experiments read, as they are searched. */
final class SearchedDatasets {
  private static final String CONTEXT =
      // Through the runs: uses are found by dataset there alone.
      "run_input i join run_input_tag t on t.run_no = i.run_no and t.dataset_no = i.dataset_no"
          + " where i.dataset_no = d.no and t.key = 'mlflow.data.context'";
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.of(
              SearchColumn.of("number", Type.NUMBER, "Grows in the order in which they were met"),
              "d.no"),
          TableColumn.of(SearchColumn.of("name", Type.TEXT, "What it is called"), "d.name"),
          TableColumn.of(SearchColumn.of("digest", Type.TEXT, "Of its content"), "d.digest"),
          TableColumn.of(
              SearchColumn.of("source_type", Type.TEXT, "Such as local or http"), "d.source_type"),
          TableColumn.of(
              SearchColumn.of("source", Type.TEXT, "Where it lies, as JSON").unordered(),
              "d.source"),
          TableColumn.among(
              SearchColumn.of("context", Type.TEXT, "What runs read it for, such as training")
                  .unordered(),
              new Column(
                  "exists (select 1 from " + CONTEXT + " and ",
                  "t.value",
                  ")",
                  List.of(),
                  Type.TEXT),
              "(select string_agg(x.value, ', ' order by x.value) from"
                  + " (select distinct t.value as value from "
                  + CONTEXT
                  + ") x)"),
          TableColumn.of(
              SearchColumn.of("runs", Type.NUMBER, "How many runs read it").unordered(),
              "(select count(*) from run_input i where i.dataset_no = d.no)"),
          TableColumn.of(
              SearchColumn.of("experiment", Type.TEXT, "The experiment whose runs read it"),
              "e.name"),
          TableColumn.of(SearchedExperiments.PRODUCT, ExperimentColumns.PRODUCT));

  private SearchedDatasets() {}

  static SearchTable table() {
    SearchKind kind =
        new SearchKind(
            "datasets",
            "Datasets",
            "A version of data that runs of an experiment read, as they logged it.",
            SearchTable.described(COLUMNS, List.of()),
            List.of("name", "digest", "context", "runs", "experiment"),
            "number DESC",
            List.of(
                new SearchKind.Example(
                    "name LIKE 'bookings%' AND context = 'training'",
                    "versions of the bookings that something was trained on"),
                new SearchKind.Example(
                    "digest IN ('4c1f', '9a03') AND NOT source_type = 'local'",
                    "two versions, where they do not lie on a disk")));
    return new SearchTable(
        kind,
        "dataset d join experiment e on e.id = d.experiment_id",
        "e.deleted_at is null",
        SearchedExperiments::ofProduct,
        COLUMNS,
        List.of(),
        List.of("number"),
        new SearchTable.Link(
            List.of("product", "digest"),
            v ->
                Hrefs.of(v.get(0), "runs")
                    + "?q="
                    + Hrefs.encoded("datasets.digest = '" + v.get(1).replace("'", "''") + "'")));
  }
}
