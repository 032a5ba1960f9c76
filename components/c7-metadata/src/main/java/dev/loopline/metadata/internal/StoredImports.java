package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.ModelMetric;
import dev.loopline.metadata.NewLoggedModel;
import dev.loopline.metadata.RunInfo;
import dev.loopline.metadata.evaluation.EvaluationImports;
import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.metadata.imports.ImportedExperiment;
import dev.loopline.metadata.imports.ImportedModel;
import dev.loopline.metadata.imports.ImportedRun;
import dev.loopline.metadata.imports.Importing;
import dev.loopline.metadata.imports.Imports;
import dev.loopline.metadata.imports.Ledger;
import dev.loopline.metadata.imports.Mark;
import dev.loopline.metadata.llmtrace.TraceImports;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** {@link Imports} over the component's tables. */
public final class StoredImports implements Imports {
  private final Kernel kernel;
  private final Happenings happenings;
  private final LoggedNames names;
  private final ExperimentCopies experiments;
  private final RunCopies runs;

  private StoredImports(Kernel kernel, LoggedNames names, Ledger ledger) {
    this.kernel = kernel;
    this.names = names;
    this.happenings = new Happenings(kernel);
    this.experiments = new ExperimentCopies(kernel, ledger, happenings);
    this.runs = new RunCopies(kernel, names, happenings);
  }

  /** With the ledger that it keeps. */
  public static Importing open(Kernel kernel, TraceImports traces, EvaluationImports evaluation) {
    StoredLedger ledger = new StoredLedger(kernel);
    return new Importing(
        new StoredImports(kernel, new LoggedNames(kernel.db()), ledger),
        ledger,
        traces,
        evaluation);
  }

  @Override
  public Experiment experiment(ImportedExperiment experiment, String actor) {
    return experiments.take(experiment, actor);
  }

  @Override
  public Mark copyOf(Entry experiment) {
    return experiments.copyOf(experiment);
  }

  @Override
  public RunInfo run(ImportedRun run, String actor) {
    return runs.take(run, actor);
  }

  @Override
  public void points(String runId, List<Metric> points) {
    runs.points(runId, points);
  }

  @Override
  public String runFiles(String runId) {
    return kernel.db().read(h -> RunCopies.requireCopy(h, runId)).info().artifactUri();
  }

  @Override
  public String modelFiles(String modelId) {
    return kernel
        .db()
        .read(h -> requireCopy(h, LoggedModelDao.require(h, modelId)))
        .model()
        .artifactUri();
  }

  @Override
  public Taken model(ImportedModel model, String actor) {
    List<String> ids = model.metrics().stream().map(ModelMetric::runId).distinct().toList();
    Set<String> there = kernel.db().read(h -> ImportDao.copiesAmong(h, ids));
    Map<String, List<ModelMetric>> points =
        model.metrics().stream()
            .filter(point -> there.contains(point.runId()))
            .collect(Collectors.groupingBy(ModelMetric::runId));
    points.values().forEach(StoredImports::check);
    Map<String, Long> numbers =
        names.numbers(model.metrics().stream().map(m -> m.metric().key()).distinct().toList());
    LoggedModel taken =
        kernel
            .db()
            .write(
                tx -> {
                  write(tx, model, points, numbers, actor);
                  return LoggedModelDao.require(tx.handle(), model.id()).model();
                });
    int kept = points.values().stream().mapToInt(List::size).sum();
    return new Taken(taken, model.metrics().size() - kept);
  }

  private void write(
      Tx tx,
      ImportedModel model,
      Map<String, List<ModelMetric>> points,
      Map<String, Long> numbers,
      String actor) {
    NewLoggedModel content = model.content();
    Experiment experiment = StoredExperiments.require(tx.handle(), content.experimentId());
    Optional<LoggedModelDao.Row> before = LoggedModelDao.find(tx.handle(), model.id());
    long no =
        before
            .map(row -> sameExperiment(requireCopy(tx.handle(), row), model).no())
            .orElseGet(() -> insert(tx, model));
    content.params().forEach((key, value) -> LoggedModelDao.addParam(tx, no, key, value));
    content.tags().forEach((key, value) -> LoggedModelDao.setTag(tx, no, key, value));
    points.forEach(
        (run, measured) ->
            LogWriter.writeOfModels(tx, RunRef.of(RunCopies.require(tx, run)), measured, numbers));
    ImportDao.restate(tx, no, model.status(), model.createdAt(), model.updatedAt());
    if (before.isEmpty()) {
      happenings.model(tx, "imported", model.id(), experiment.name(), actor, Map.of());
    }
  }

  private static long insert(Tx tx, ImportedModel model) {
    long no =
        LoggedModelDao.insert(
            tx, model.id(), model.content().name(), model.content(), model.createdAt());
    Copies.LOGGED_MODELS.note(tx, no);
    return no;
  }

  private static LoggedModelDao.Row requireCopy(Handle h, LoggedModelDao.Row row) {
    Copies.LOGGED_MODELS.require(h, row.no(), row.model().id());
    return row;
  }

  private static void check(List<ModelMetric> points) {
    for (int from = 0; from < points.size(); from += 1_000) {
      new LogBatch(
          points.subList(from, Math.min(points.size(), from + 1_000)).stream()
              .map(ModelMetric::metric)
              .toList(),
          List.of(),
          List.of());
    }
  }

  private static LoggedModelDao.Row sameExperiment(LoggedModelDao.Row row, ImportedModel model) {
    if (row.model().experimentId() != model.content().experimentId()) {
      throw new LooplineException(
          ImportError.IMPORT_CONFLICT,
          "Logged model "
              + model.id()
              + " is in experiment "
              + row.model().experimentId()
              + " here already; it cannot be copied into "
              + model.content().experimentId()
              + ".");
    }
    return row;
  }
}
