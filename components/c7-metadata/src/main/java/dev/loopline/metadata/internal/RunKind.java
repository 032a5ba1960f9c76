package dev.loopline.metadata.internal;

import dev.loopline.kernel.search.Column.Type;
import dev.loopline.kernel.search.SearchColumn;
import dev.loopline.kernel.search.SearchKind;
import dev.loopline.metadata.RunStatus;
import java.util.List;
import java.util.stream.Stream;

/** What can be asked of runs: each column is one that {@link RunField} knows. */
final class RunKind {
  static final SearchKind KIND =
      new SearchKind(
          "runs",
          "Runs",
          "A run of code that logged parameters, metrics and files: a training, mostly.",
          List.of(
              column("run_id", Type.TEXT, "32 hexadecimal digits"),
              column("run_name", Type.TEXT, "What it is called").also("name"),
              column("status", Type.TEXT, "Where it stands")
                  .oneOf(Stream.of(RunStatus.values()).map(RunStatus::name).toList()),
              column("start_time", Type.TIME, "When it began").also("created"),
              column("end_time", Type.TIME, "When it ended"),
              column("duration", Type.DURATION, "From its start to its end"),
              column("user_id", Type.TEXT, "Who ran it"),
              column("metrics.*", Type.NUMBER, "The last value of a metric").also("metric.*"),
              column("params.*", Type.TEXT, "A parameter, as a text")
                  .also("param.*", "parameters.*", "parameter.*"),
              column("tags.*", Type.TEXT, "What it is tagged with").also("tag.*"),
              column("datasets.name", Type.TEXT, "A dataset that it read")
                  .also("dataset.name")
                  .unordered(),
              column("datasets.digest", Type.TEXT, "The digest of a dataset that it read")
                  .also("dataset.digest")
                  .unordered(),
              column("datasets.context", Type.TEXT, "What it read a dataset for")
                  .also("dataset.context")
                  .unordered(),
              column("experiment", Type.TEXT, "The name of its experiment"),
              column("experiment_id", Type.NUMBER, "The number of its experiment"),
              column("product", Type.TEXT, "All of the experiment's name before its first slash"),
              column("artifact_uri", Type.TEXT, "The folder of its files")),
          List.of("run_id", "run_name", "experiment", "status", "start_time", "duration"),
          "start_time DESC",
          List.of(
              new SearchKind.Example(
                  "metrics.auc > 0.7 AND params.algorithm = 'xgboost'",
                  "good runs of one algorithm"),
              new SearchKind.Example(
                  "status = 'FAILED' AND start_time > now - 1d", "what failed since yesterday"),
              new SearchKind.Example(
                  "(tags.team IN ('pricing', 'risk') OR user_id = 'ana') AND NOT duration > 2h",
                  "two teams' and one colleague's, but no long ones"),
              new SearchKind.Example(
                  "params.`tree depth` IS NOT NULL AND experiment LIKE 'hotel/%'",
                  "all that set a parameter, in the hotel's experiments")));

  private RunKind() {}

  private static SearchColumn column(String name, Type type, String about) {
    return SearchColumn.of(name, type, about);
  }
}
