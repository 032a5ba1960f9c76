package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunArtifact;
import dev.loopline.metadata.RunCursor;
import dev.loopline.metadata.RunStatus;
import dev.loopline.metadata.Tracking;
import dev.loopline.metadata.TrackingError;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Tracking} over the component's tables and the kernel's stores. */
public final class StoredTracking implements Tracking {
  private static final String NAME_TAG = "mlflow.runName";

  private final Kernel kernel;

  public StoredTracking(Kernel kernel) {
    this.kernel = kernel;
    // MLflow's clients log into experiment 0 when they are told of none.
    kernel.db().change(tx -> ExperimentDao.ensureDefault(tx, kernel.clock().now()));
  }

  @Override
  public Experiment createExperiment(String name) {
    if (name.isBlank() || name.length() > 500) {
      throw new LooplineException(
          TrackingError.INVALID_PARAMETER_VALUE,
          "An experiment's name must have 1 to 500 characters.");
    }
    return kernel
        .db()
        .write(
            tx -> {
              if (!ExperimentDao.insert(tx, name, kernel.clock().now())) {
                throw new LooplineException(
                    TrackingError.RESOURCE_ALREADY_EXISTS,
                    "Experiment '" + name + "' already exists.");
              }
              return ExperimentDao.byName(tx.handle(), name).orElseThrow();
            });
  }

  @Override
  public Experiment experiment(long id) {
    return kernel.db().read(h -> requireExperiment(h, id));
  }

  @Override
  public Optional<Experiment> findExperiment(String name) {
    return kernel.db().read(h -> ExperimentDao.byName(h, name));
  }

  @Override
  public List<Experiment> experiments(long before, int limit) {
    return kernel.db().read(h -> ExperimentDao.page(h, before, limit));
  }

  @Override
  public Run createRun(
      long experimentId,
      @Nullable String name,
      String user,
      @Nullable Instant startedAt,
      Map<String, String> tags) {
    String id = kernel.ids().hex32();
    Instant start = startedAt == null ? kernel.clock().now() : startedAt;
    String chosen =
        name != null && !name.isEmpty()
            ? name
            : tags.getOrDefault(NAME_TAG, "run-" + id.substring(0, 8));
    kernel
        .db()
        .change(
            tx -> {
              Experiment experiment = requireExperiment(tx.handle(), experimentId);
              if (experiment.lifecycle() != Lifecycle.ACTIVE) {
                throw new LooplineException(
                    TrackingError.INVALID_PARAMETER_VALUE,
                    "The experiment " + experimentId + " must be in the 'active' state.");
              }
              RunDao.insert(tx, id, experimentId, chosen, user, start);
              tags.forEach((key, value) -> RunDataDao.setTag(tx, id, key, value));
              RunDataDao.setTag(tx, id, NAME_TAG, chosen);
              append(tx, "metadata.run.started", id, user, Map.of("experiment", experiment.name()));
            });
    return run(id);
  }

  @Override
  public Run run(String id) {
    return kernel.db().read(h -> RunDao.find(h, id)).orElseThrow(() -> noSuchRun(id));
  }

  @Override
  public List<Run> runs(
      List<Long> experimentIds, Lifecycle lifecycle, @Nullable RunCursor cursor, int limit) {
    return kernel.db().read(h -> RunDao.page(h, experimentIds, lifecycle, cursor, limit));
  }

  @Override
  public void log(String runId, LogBatch batch) {
    kernel
        .db()
        .change(
            tx -> {
              requireActive(tx, runId);
              RunDataDao.insertParams(tx, runId, batch.params());
              batch
                  .tags()
                  .forEach(tag -> RunDataDao.setTag(tx, runId, tag.getKey(), tag.getValue()));
              RunDataDao.insertMetrics(tx, runId, batch.metrics());
            });
  }

  @Override
  public void deleteTag(String runId, String key) {
    kernel
        .db()
        .change(
            tx -> {
              requireActive(tx, runId);
              if (!RunDataDao.deleteTag(tx, runId, key)) {
                throw new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "No tag with name: " + key + " in run with id " + runId);
              }
            });
  }

  @Override
  public Run update(
      String runId, @Nullable RunStatus status, @Nullable Instant endedAt, @Nullable String name) {
    kernel
        .db()
        .change(
            tx -> {
              requireActive(tx, runId);
              RunDao.update(tx, runId, status, endedAt, name);
              if (name != null) {
                RunDataDao.setTag(tx, runId, NAME_TAG, name);
              }
              if (status != null && status != RunStatus.RUNNING && status != RunStatus.SCHEDULED) {
                append(
                    tx,
                    "metadata.run.ended",
                    runId,
                    "system:metadata",
                    Map.of("status", status.name()));
              }
            });
    return run(runId);
  }

  @Override
  public void setLifecycle(String runId, Lifecycle lifecycle) {
    kernel
        .db()
        .change(
            tx -> {
              if (!RunDao.setLifecycle(tx, runId, lifecycle)) {
                throw noSuchRun(runId);
              }
            });
  }

  @Override
  public List<Metric> history(String runId, String key) {
    run(runId);
    return kernel.db().read(h -> RunDataDao.history(h, runId, key));
  }

  @Override
  public RunArtifact putArtifact(String runId, SafePath path, InputStream in, long maxBytes) {
    run(runId);
    Blob blob = kernel.artifacts().put(in, maxBytes);
    kernel
        .db()
        .change(
            tx -> {
              requireActive(tx, runId);
              RunDataDao.putArtifact(tx, runId, path.toString(), blob);
            });
    return new RunArtifact(path.toString(), blob.digest(), blob.size());
  }

  @Override
  public List<RunArtifact> artifacts(String runId, SafePath below) {
    run(runId);
    return kernel.db().read(h -> RunDataDao.artifacts(h, runId, below.toString()));
  }

  @Override
  public InputStream open(RunArtifact artifact) {
    return kernel.artifacts().open(artifact.digest());
  }

  private void requireActive(Tx tx, String runId) {
    Lifecycle lifecycle = RunDao.lifecycle(tx.handle(), runId).orElseThrow(() -> noSuchRun(runId));
    if (lifecycle != Lifecycle.ACTIVE) {
      throw new LooplineException(
          TrackingError.INVALID_PARAMETER_VALUE,
          "The run " + runId + " must be in the 'active' state. Current state is deleted.");
    }
  }

  private static Experiment requireExperiment(Handle h, long id) {
    return ExperimentDao.byId(h, id)
        .orElseThrow(
            () ->
                new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "No Experiment with id=" + id + " exists"));
  }

  private static LooplineException noSuchRun(String id) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST, "Run with id=" + id + " not found");
  }

  private void append(Tx tx, String type, String run, String actor, Object data) {
    kernel.events().append(tx, new NewEvent(type, "metadata", run, null, actor, Json.tree(data)));
  }
}
