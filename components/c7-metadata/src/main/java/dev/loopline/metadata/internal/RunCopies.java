package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.ModelOutput;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.RunInfo;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.metadata.imports.ImportedRun;
import dev.loopline.metadata.internal.points.Folding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Copies of runs, under the ids that they have elsewhere. */
final class RunCopies {
  private final Kernel kernel;
  private final LoggedNames names;
  private final Happenings happenings;
  private final Folding folding;

  RunCopies(Kernel kernel, LoggedNames names, Happenings happenings) {
    this.kernel = kernel;
    this.names = names;
    this.happenings = happenings;
    this.folding = new Folding(kernel.db());
  }

  RunInfo take(ImportedRun run, String actor) {
    String name = nameOf(run);
    List<LogBatch> batches = batches(run, name);
    Map<String, Long> numbers = names.numbers(keys(batches));
    return kernel
        .db()
        .write(
            tx -> {
              Experiment experiment = StoredExperiments.require(tx.handle(), run.experimentId());
              boolean isNew = RunDao.find(tx.handle(), run.id()).isEmpty();
              if (isNew) {
                Copies.RUNS.note(
                    tx,
                    RunDao.insert(
                        tx, run.id(), run.experimentId(), name, run.user(), run.startedAt()));
              }
              RunRow row = sameExperiment(requireCopy(tx.handle(), run.id()), run);
              RunRef ref = RunRef.of(row);
              write(tx, ref, batches, numbers);
              read(tx, ref, run);
              RunDao.update(tx, row.no(), run.status(), run.endedAt(), name);
              ImportDao.setUser(tx, row.no(), run.user());
              boolean deleted = run.lifecycle() == Lifecycle.DELETED;
              RunDao.setDeleted(tx, row.no(), deleted ? kernel.clock().now() : null);
              if (isNew) {
                happenings.run(
                    tx,
                    "imported",
                    run.id(),
                    experiment.name(),
                    actor,
                    Map.of("name", name, "status", run.status().name()));
              }
              return require(tx, run.id()).info();
            });
  }

  void points(String runId, List<Metric> points) {
    List<LogBatch> batches = new ArrayList<>();
    chunks(points, Limits.BATCH_METRICS)
        .forEach(chunk -> batches.add(new LogBatch(chunk, List.of(), List.of())));
    Map<String, Long> numbers = names.numbers(keys(batches));
    kernel
        .db()
        .change(
            tx -> {
              RunRef ref = RunRef.of(requireCopy(tx.handle(), runId));
              write(tx, ref, batches, numbers);
            });
  }

  private void write(Tx tx, RunRef run, List<LogBatch> batches, Map<String, Long> numbers) {
    LogWriter.write(
        tx, batches.stream().map(batch -> LogWriter.Entry.of(run, batch, numbers)).toList());
    tx.afterCommit(folding::soon);
  }

  private void read(Tx tx, RunRef ref, ImportedRun run) {
    run.inputs().forEach(input -> DatasetDao.put(tx, ref, kernel.ids().hex32(), input));
    run.modelInputs().forEach(model -> RunModelDao.put(tx, ref, false, new ModelOutput(model, 0)));
    run.outputs().forEach(model -> RunModelDao.put(tx, ref, true, model));
  }

  /** As for one that is begun here, so that the same run again has the same name. */
  private static String nameOf(ImportedRun run) {
    if (!run.name().isEmpty()) {
      return run.name();
    }
    return run.tags().stream()
        .filter(tag -> tag.getKey().equals(NewRun.NAME_TAG) && !tag.getValue().isEmpty())
        .map(tag -> Limits.text("run_name", tag.getValue(), Limits.KEY))
        .findFirst()
        .orElseGet(
            () ->
                GeneratedNames.next(
                    new SplittableRandom(Long.parseUnsignedLong(run.id(), 0, 16, 16))));
  }

  /** What it logged, checked, in batches of the usual size. */
  private static List<LogBatch> batches(ImportedRun run, String name) {
    Map<String, String> tags = new LinkedHashMap<>();
    run.tags().forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
    tags.put(NewRun.NAME_TAG, name);
    List<LogBatch> batches = new ArrayList<>();
    chunks(run.params(), Limits.BATCH_PARAMS)
        .forEach(chunk -> batches.add(new LogBatch(List.of(), chunk, List.of())));
    chunks(List.copyOf(tags.entrySet()), Limits.BATCH_TAGS)
        .forEach(chunk -> batches.add(new LogBatch(List.of(), List.of(), chunk)));
    chunks(run.metrics(), Limits.BATCH_METRICS)
        .forEach(chunk -> batches.add(new LogBatch(chunk, List.of(), List.of())));
    return batches;
  }

  private static <T> Stream<List<T>> chunks(List<T> all, int size) {
    return Stream.iterate(0, from -> from < all.size(), from -> from + size)
        .map(from -> all.subList(from, Math.min(all.size(), from + size)));
  }

  private static Set<String> keys(List<LogBatch> batches) {
    Set<String> keys = new TreeSet<>();
    for (LogBatch batch : batches) {
      batch.metrics().forEach(m -> keys.add(m.key()));
      batch.params().forEach(p -> keys.add(p.getKey()));
      batch.tags().forEach(t -> keys.add(t.getKey()));
    }
    return keys;
  }

  static RunRow require(Tx tx, String id) {
    return RunDao.find(tx.handle(), id).orElseThrow(() -> KnownRuns.noSuchRun(id));
  }

  /** One that an import made. */
  static RunRow requireCopy(Handle h, String id) {
    RunRow row = RunDao.find(h, id).orElseThrow(() -> KnownRuns.noSuchRun(id));
    Copies.RUNS.require(h, row.no(), id);
    return row;
  }

  private static RunRow sameExperiment(RunRow row, ImportedRun run) {
    if (row.info().experimentId() != run.experimentId()) {
      throw new LooplineException(
          ImportError.IMPORT_CONFLICT,
          "Run "
              + run.id()
              + " is in experiment "
              + row.info().experimentId()
              + " here already; it cannot be copied into "
              + run.experimentId()
              + ".");
    }
    return row;
  }
}
