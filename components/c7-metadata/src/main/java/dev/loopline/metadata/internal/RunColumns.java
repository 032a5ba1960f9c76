package dev.loopline.metadata.internal;

import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Columns;
import dev.loopline.kernel.search.Field;
import java.util.Collections;
import java.util.List;

/**
 * What can be asked of runs, as conditions on {@code run r}.
 *
 * @param number the expression of a run's number: that of the table which comes first, so that a
 *     run is sorted out before its row is read
 */
record RunColumns(LoggedNames names, String number) implements Columns {
  /** No name has this number: what was never logged fits nothing. */
  private static final long NEVER_LOGGED = -1;

  private static final String DATASET =
      """
      exists (select 1 from run_input i join dataset d on d.no = i.dataset_no
        where i.run_no = r.no and\s""";
  private static final String CONTEXT =
      """
      exists (select 1 from run_input_tag t
        where t.run_no = r.no and t.key = 'mlflow.data.context' and\s""";

  @Override
  public Column of(Field field) {
    return switch (RunField.of(field)) {
      case RunField.Logged logged -> logged(logged);
      case RunField.Attribute attribute ->
          Column.of(expression(attribute.name()), type(attribute.name()));
      case RunField.OfDataset of ->
          of.property().equals("context")
              ? new Column(CONTEXT, "t.value", ")", List.of(), Column.Type.TEXT)
              : new Column(DATASET, "d." + of.property(), ")", List.of(), Column.Type.TEXT);
    };
  }

  long numberOf(String key) {
    return names.find(key).orElse(NEVER_LOGGED);
  }

  private Column logged(RunField.Logged logged) {
    boolean metric = logged.kind() == RunField.Kind.METRIC;
    return new Column(
        "exists (select 1 from "
            + logged.kind().table()
            + " l where l.run_no = "
            + number
            + " and l.key_no = ? and "
            // A NaN is kept as a marked zero, and is neither more nor less than anything.
            + (metric ? "l.is_nan = 0 and " : ""),
        "l.value",
        ")",
        List.of(numberOf(logged.key())),
        metric ? Column.Type.NUMBER : Column.Type.TEXT);
  }

  /** That a number is one of some. */
  static Sql among(List<Long> numbers) {
    return numbers.size() == 1
        ? Sql.of("= ?", numbers.getFirst())
        : new Sql(
            "in (" + String.join(", ", Collections.nCopies(numbers.size(), "?")) + ")",
            List.copyOf(numbers));
  }

  static String expression(RunField.Name name) {
    return switch (name) {
      case RUN_ID -> "r.id";
      case RUN_NAME -> "r.name";
      case STATUS -> "r.status";
      case USER_ID -> "r.user_name";
      case ARTIFACT_URI ->
          """
          (select e.artifact_location || '/' || r.id || '/artifacts'
            from experiment e where e.id = r.experiment_id)""";
      case START_TIME -> "r.started_at";
      case END_TIME -> "r.ended_at";
      case DURATION -> "(r.ended_at - r.started_at)";
      case EXPERIMENT_ID -> "r.experiment_id";
      case EXPERIMENT -> "(select e.name from experiment e where e.id = r.experiment_id)";
      case PRODUCT ->
          "(select "
              + ExperimentColumns.PRODUCT
              + " from experiment e where e.id = r.experiment_id)";
    };
  }

  static Column.Type type(RunField.Name name) {
    return switch (name) {
      case RUN_ID, RUN_NAME, STATUS, USER_ID, ARTIFACT_URI, EXPERIMENT, PRODUCT -> Column.Type.TEXT;
      case EXPERIMENT_ID -> Column.Type.NUMBER;
      case START_TIME, END_TIME -> Column.Type.TIME;
      case DURATION -> Column.Type.DURATION;
    };
  }
}
