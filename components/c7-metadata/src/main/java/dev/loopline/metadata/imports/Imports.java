package dev.loopline.metadata.imports;

import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.RunInfo;
import java.util.List;

/**
 * Takes in what another tracking server holds. Each call writes all of what it is given or nothing,
 * durably, and may be repeated: the same again changes nothing. The limits are those of {@link
 * LogBatch} and its neighbours. What comes in is one event, {@code imported}: nobody acts on what
 * happened elsewhere long ago. What was made here is changed by none of them: IMPORT_CONFLICT.
 */
public interface Imports {
  /**
   * An experiment: the one that it was copied to before, or a new one under the same id where that
   * is free, else under the next.
   *
   * @throws dev.loopline.kernel.error.LooplineException IMPORT_CONFLICT where one of that name was
   *     made here
   */
  Experiment experiment(ImportedExperiment experiment, String actor);

  /** Where an experiment was copied to, and whether it is the copy's own. */
  Mark copyOf(Entry experiment);

  /**
   * A run under its own id.
   *
   * @throws dev.loopline.kernel.error.LooplineException IMPORT_CONFLICT where it was made here, or
   *     is in another experiment here
   */
  RunInfo run(ImportedRun run, String actor);

  /** More points of a run, deleted or not; points that are there stay as they are. */
  void points(String runId, List<Metric> points);

  /** Where the files of a run lie that an import made. */
  String runFiles(String runId);

  /** Where the files of a logged model lie that an import made. */
  String modelFiles(String modelId);

  /**
   * A logged model under its own id. Points of runs that are not here, or were made here, are left
   * out.
   *
   * @return the model, and how many points were left out
   */
  Taken model(ImportedModel model, String actor);

  /** A logged model, and how many of its points were left out. */
  record Taken(LoggedModel model, int leftOut) {}
}
