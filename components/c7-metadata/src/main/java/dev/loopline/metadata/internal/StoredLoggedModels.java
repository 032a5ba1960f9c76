package dev.loopline.metadata.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.search.Queries;
import dev.loopline.kernel.search.SqlFilter;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.metadata.LoggedModelQuery;
import dev.loopline.metadata.LoggedModelStatus;
import dev.loopline.metadata.LoggedModels;
import dev.loopline.metadata.NewLoggedModel;
import dev.loopline.metadata.TrackingError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link LoggedModels} over the component's tables. */
public final class StoredLoggedModels implements LoggedModels {
  private final Kernel kernel;
  private final LoggedNames names;
  private final Happenings happenings;

  StoredLoggedModels(Kernel kernel, LoggedNames names) {
    this.kernel = kernel;
    this.names = names;
    this.happenings = new Happenings(kernel);
  }

  @Override
  public LoggedModel create(NewLoggedModel model, String actor) {
    String random = kernel.ids().hex32();
    String id = "m-" + random;
    String name =
        model.name().isEmpty()
            ? GeneratedNames.next(new SplittableRandom(Long.parseUnsignedLong(random, 0, 16, 16)))
            : model.name();
    return kernel
        .db()
        .write(
            tx -> {
              Experiment experiment = StoredExperiments.requireActive(tx, model.experimentId());
              long no = LoggedModelDao.insert(tx, id, name, model, kernel.clock().now());
              model.params().forEach((key, value) -> LoggedModelDao.addParam(tx, no, key, value));
              model.tags().forEach((key, value) -> LoggedModelDao.setTag(tx, no, key, value));
              happenings.model(tx, "logged", id, experiment.name(), actor, Map.of("name", name));
              return LoggedModelDao.require(tx.handle(), id).model();
            });
  }

  @Override
  public Optional<LoggedModel> find(String id) {
    return kernel.db().read(h -> LoggedModelDao.find(h, id)).map(LoggedModelDao.Row::model);
  }

  @Override
  public LoggedModel require(String id) {
    return find(id)
        .filter(model -> model.lifecycle() == Lifecycle.ACTIVE)
        .orElseThrow(() -> LoggedModelDao.noSuchModel(id));
  }

  @Override
  public LoggedModel finish(String id, LoggedModelStatus status, String actor) {
    return kernel
        .db()
        .write(
            tx -> {
              LoggedModelDao.Row row = LoggedModelDao.require(tx.handle(), id);
              LoggedModelDao.setStatus(tx, row.no(), status, kernel.clock().now());
              if (row.model().status() != status) {
                happenings.model(
                    tx,
                    "finished",
                    id,
                    experiment(tx, row),
                    actor,
                    Map.of("status", status.name()));
              }
              return LoggedModelDao.require(tx.handle(), id).model();
            });
  }

  private static String experiment(dev.loopline.kernel.db.Tx tx, LoggedModelDao.Row row) {
    return ExperimentDao.byId(tx.handle(), row.model().experimentId())
        .map(Experiment::name)
        .orElse("");
  }

  @Override
  public void delete(String id, String actor) {
    kernel
        .db()
        .change(
            tx -> {
              LoggedModelDao.Row row = LoggedModelDao.require(tx.handle(), id);
              if (LoggedModelDao.delete(tx, row.no(), kernel.clock().now())) {
                happenings.model(tx, "deleted", id, experiment(tx, row), actor, Map.of());
              }
            });
  }

  @Override
  public void setTags(String id, Map<String, String> tags) {
    // In one order, so that two at once do not wait for each other.
    Map<String, String> checked = new TreeMap<>(NewLoggedModel.checked("tags", tags));
    kernel
        .db()
        .change(
            tx -> {
              long no = LoggedModelDao.require(tx.handle(), id).no();
              checked.forEach((key, value) -> LoggedModelDao.setTag(tx, no, key, value));
            });
  }

  @Override
  public void deleteTag(String id, String key) {
    kernel
        .db()
        .change(
            tx -> {
              long no = LoggedModelDao.require(tx.handle(), id).no();
              if (!LoggedModelDao.deleteTag(tx, no, key)) {
                throw new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "No tag with key '" + key + "' found for model with ID '" + id + "'.");
              }
            });
  }

  @Override
  public void logParams(String id, Map<String, String> params) {
    Map<String, String> checked = new TreeMap<>(NewLoggedModel.checked("params", params));
    kernel
        .db()
        .change(
            tx -> {
              long no = LoggedModelDao.require(tx.handle(), id).no();
              checked.forEach(
                  (key, value) -> {
                    String there = LoggedModelDao.addParam(tx, no, key, value);
                    if (!there.equals(value)) {
                      throw Limits.invalid(
                          "Changing param values is not allowed. Param with key='"
                              + key
                              + "' was already logged with value='"
                              + there
                              + "' for model ID='"
                              + id
                              + "'. Attempted logging new value '"
                              + value
                              + "'.");
                    }
                  });
            });
  }

  @Override
  public void registered(String id, String name, long version) {
    kernel
        .db()
        .change(
            tx -> {
              long no = LoggedModelDao.require(tx.handle(), id).no();
              LoggedModelDao.lock(tx, no);
              String before = LoggedModelDao.tag(tx.handle(), no, LoggedModel.VERSIONS_TAG);
              LoggedModelDao.setTag(
                  tx, no, LoggedModel.VERSIONS_TAG, withVersion(before, name, version));
            });
  }

  /** With blanks behind the signs: MLflow's clients compare the text. */
  private static String withVersion(@Nullable String before, String name, long version) {
    List<String> versions = new ArrayList<>();
    try {
      for (JsonNode one : Json.parse(before == null ? "[]" : before)) {
        versions.add(version(one.path("name").asText(), one.path("version").asLong()));
      }
    } catch (LooplineException e) {
      // A user's own text under this tag does not keep a version from being registered.
      versions.clear();
    }
    String added = version(name, version);
    if (!versions.contains(added)) {
      versions.add(added);
    }
    return versions.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  private static String version(String name, long version) {
    return "{\"name\": " + Json.write(name) + ", \"version\": " + version + "}";
  }

  @Override
  public List<LoggedModel> search(LoggedModelQuery query, int offset, int limit) {
    if (query.experimentIds().isEmpty()) {
      return List.of();
    }
    LoggedModelColumns columns = new LoggedModelColumns(names, query.datasets());
    SqlFilter filter = new SqlFilter(columns, kernel.db().dialect(), kernel.clock().now());
    String marks = query.experimentIds().stream().map(e -> "?").collect(Collectors.joining(", "));
    Sql where =
        new Sql("m.experiment_id in (" + marks + ")", List.copyOf(query.experimentIds()))
            .then(" and m.deleted_at is null and ")
            .then(filter.of(Queries.filter(query.filter())))
            .then(measured(columns));
    Sql order = columns.order(query.orderBy());
    return kernel.db().read(h -> LoggedModelDao.list(h, where, order, offset, limit)).stream()
        .map(LoggedModelDao.Row::model)
        .toList();
  }

  /** Who names datasets looks for models that were measured on one of them. */
  private static Sql measured(LoggedModelColumns columns) {
    Sql on = columns.onDatasets();
    return on.text().isEmpty()
        ? on
        : Sql.of(" and exists (select 1 from logged_model_metric x where x.model_no = m.no")
            .then(on)
            .then(")");
  }
}
