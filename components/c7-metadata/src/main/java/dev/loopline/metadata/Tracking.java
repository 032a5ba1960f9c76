package dev.loopline.metadata;

import dev.loopline.kernel.artifacts.SafePath;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Experiments and runs. Whatever is acknowledged is durable; a batch is logged whole or not at all;
 * logging the same point, parameter or tag again changes nothing.
 */
public interface Tracking {
  /** Creates an experiment; of several at once with one name, one wins and the others are told. */
  Experiment createExperiment(String name);

  Experiment experiment(long id);

  Optional<Experiment> findExperiment(String name);

  /** Active experiments, newest first, with ids below {@code before}. */
  List<Experiment> experiments(long before, int limit);

  /**
   * Starts a run in an active experiment.
   *
   * @param name null for one made from its id
   * @param startedAt null for now
   */
  Run createRun(
      long experimentId,
      @Nullable String name,
      String user,
      @Nullable Instant startedAt,
      Map<String, String> tags);

  /** The run; {@code RESOURCE_DOES_NOT_EXIST} where there is none. */
  Run run(String id);

  /**
   * Runs of experiments, newest first.
   *
   * @param cursor the last run of the previous page
   */
  List<Run> runs(
      List<Long> experimentIds, Lifecycle lifecycle, @Nullable RunCursor cursor, int limit);

  /** Logs a batch, whole or not at all; a changed parameter is refused. */
  void log(String runId, LogBatch batch);

  void deleteTag(String runId, String key);

  /** Changes what is not null; an end is an event of the log. */
  Run update(
      String runId, @Nullable RunStatus status, @Nullable Instant endedAt, @Nullable String name);

  void setLifecycle(String runId, Lifecycle lifecycle);

  /** All points of a metric, by timestamp, step and value. */
  List<Metric> history(String runId, String key);

  /** Stores a run's file, synced before it is visible; the same path again replaces it. */
  RunArtifact putArtifact(String runId, SafePath path, InputStream in, long maxBytes);

  /** A run's files at or below a path, by path. */
  List<RunArtifact> artifacts(String runId, SafePath below);

  /** An artifact's bytes, verified while they are read. */
  InputStream open(RunArtifact artifact);
}
