package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SqlFilter;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Experiments;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.TrackingError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Experiments} over the component's tables. */
public final class StoredExperiments implements Experiments {
  private final Kernel kernel;
  private final Happenings happenings;

  public StoredExperiments(Kernel kernel) {
    this.kernel = kernel;
    this.happenings = new Happenings(kernel);
    // MLflow's clients log into experiment 0 when they are told of none.
    kernel.db().change(tx -> ExperimentDao.ensureDefault(tx, kernel.clock().now()));
  }

  @Override
  public Experiment create(NewExperiment experiment, String actor) {
    return kernel
        .db()
        .write(
            tx -> {
              long id =
                  ExperimentDao.insert(tx, experiment.name(), kernel.clock().now())
                      .orElseThrow(() -> exists(experiment.name()));
              String location = experiment.artifactLocation();
              ExperimentDao.locate(tx, id, location == null ? "mlflow-artifacts:/" + id : location);
              experiment.tags().forEach((key, value) -> ExperimentDao.setTag(tx, id, key, value));
              happenings.experiment(tx, "created", id, experiment.name(), actor);
              return require(tx.handle(), id);
            });
  }

  @Override
  public Experiment require(long id) {
    return kernel.db().read(h -> require(h, id));
  }

  @Override
  public Optional<Experiment> find(String name) {
    return kernel.db().read(h -> ExperimentDao.byName(h, name));
  }

  @Override
  public List<Experiment> search(ExperimentQuery query, int offset, int limit) {
    SqlFilter filter =
        new SqlFilter(ExperimentColumns::of, kernel.db().dialect(), kernel.clock().now());
    Sql where = filter.of(Queries.filter(query.filter())).then(lifecycle(query.lifecycle()));
    String order = ExperimentColumns.order(Queries.orders(query.orderBy()));
    return kernel.db().read(h -> ExperimentDao.list(h, where, order, offset, limit));
  }

  private static String lifecycle(@Nullable Lifecycle lifecycle) {
    return switch (lifecycle) {
      case null -> "";
      case ACTIVE -> " and e.deleted_at is null";
      case DELETED -> " and e.deleted_at is not null";
    };
  }

  @Override
  public void rename(long id, String name, String actor) {
    NewExperiment checked = NewExperiment.named(name);
    kernel
        .db()
        .change(
            tx -> {
              requireActive(tx, id);
              if (!ExperimentDao.rename(tx, id, checked.name(), kernel.clock().now())) {
                throw exists(name);
              }
              happenings.experiment(tx, "renamed", id, name, actor);
            });
  }

  @Override
  public void delete(long id, String actor) {
    setDeleted(id, true, actor);
  }

  @Override
  public void restore(long id, String actor) {
    setDeleted(id, false, actor);
  }

  private void setDeleted(long id, boolean deleted, String actor) {
    kernel
        .db()
        .change(
            tx -> {
              Experiment there = require(tx.handle(), id);
              if (!ExperimentDao.setDeleted(tx, id, deleted, kernel.clock().now())) {
                throw new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "No "
                        + (deleted ? "active" : "deleted")
                        + " experiment with id="
                        + id
                        + " exists");
              }
              if (!deleted) {
                // MLflow brings back all runs with their experiment.
                RunDao.restoreAllOf(tx, id);
              }
              happenings.experiment(tx, deleted ? "deleted" : "restored", id, there.name(), actor);
            });
  }

  @Override
  public void setTag(long id, String key, String value) {
    // Checked as the tags of a new one are.
    new NewExperiment("tagged", null, Map.of(key, value));
    kernel
        .db()
        .change(
            tx -> {
              requireActive(tx, id);
              ExperimentDao.setTag(tx, id, key, value);
            });
  }

  @Override
  public void deleteTag(long id, String key) {
    kernel
        .db()
        .change(
            tx -> {
              requireActive(tx, id);
              if (!ExperimentDao.deleteTag(tx, id, key)) {
                throw new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "No tag with name: " + key + " in experiment with id " + id);
              }
            });
  }

  public static Experiment requireActive(Tx tx, long id) {
    Experiment there = require(tx.handle(), id);
    if (there.lifecycle() != Lifecycle.ACTIVE) {
      throw new LooplineException(
          TrackingError.INVALID_PARAMETER_VALUE,
          "The experiment " + id + " must be in the 'active' state. Current state is deleted.");
    }
    return there;
  }

  public static Experiment require(Handle h, long id) {
    return ExperimentDao.byId(h, id)
        .orElseThrow(
            () ->
                new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "No Experiment with id=" + id + " exists"));
  }

  private static LooplineException exists(String name) {
    return new LooplineException(
        TrackingError.RESOURCE_ALREADY_EXISTS,
        "Experiment(name=" + name + ") already exists. Choose another name, or use this one.");
  }
}
