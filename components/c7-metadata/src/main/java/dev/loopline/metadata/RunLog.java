package dev.loopline.metadata;

import java.util.List;
import java.util.Map;

/**
 * What runs log. A batch is logged whole or not at all and is durable when it is acknowledged;
 * logging the same point, parameter or tag again changes nothing, whatever the run's history.
 */
public interface RunLog {
  /** Logs a batch into an active run; a parameter that changes is refused. */
  void log(String runId, LogBatch batch);

  void deleteTag(String runId, String key);

  /** Datasets and logged models that a run read; the same again adds nothing. */
  void logInputs(String runId, List<DatasetInput> inputs, List<String> modelIds);

  /** Logged models that a run made; the same again changes its step. */
  void logOutputs(String runId, List<ModelOutput> outputs);

  /** Adds a model, as clients before MLflow 3 describe it, to the run's list of its models. */
  void logModel(String runId, String modelJson);

  /** The datasets that runs of experiments read, each once for each use; at most 1,000. */
  List<DatasetUse> datasets(List<Long> experimentIds);

  /** All points of a metric, by timestamp, step and value; empty where it was never logged. */
  List<Metric> history(String runId, String key);

  /**
   * One metric of several runs, thinned for a plot: points at about {@code most} steps that are
   * common to all, evenly spread over the range; each run's first and last step are among them.
   *
   * @return each run's points by step, in the order asked for
   */
  Map<String, List<Metric>> sampled(List<String> runIds, String key, StepRange range, int most);
}
