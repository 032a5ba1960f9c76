package dev.loopline.metadata.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Together;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.DatasetInput;
import dev.loopline.metadata.DatasetUse;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.ModelOutput;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.RunLog;
import dev.loopline.metadata.StepRange;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.internal.points.Folding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link RunLog} over the component's tables. */
public final class StoredRunLog implements RunLog {
  private static final Comparator<Metric> BY_TIME =
      Comparator.comparingLong(Metric::timestamp)
          .thenComparingLong(Metric::step)
          .thenComparingDouble(Metric::stored);

  private final Kernel kernel;
  private final KnownRuns runs;
  private final LoggedNames names;
  private final Folding points;
  private final Together<LogWriter.Entry> logging = StoredRunLog::logTogether;

  StoredRunLog(Kernel kernel, KnownRuns runs, LoggedNames names, Folding points) {
    this.kernel = kernel;
    this.runs = runs;
    this.names = names;
    this.points = points;
  }

  @Override
  public void log(String runId, LogBatch batch) {
    RunRef run = runs.require(runId);
    Map<String, Long> numbers = names.numbers(keys(batch));
    kernel.db().change(logging, LogWriter.Entry.of(run, batch, numbers));
    if (!batch.metrics().isEmpty()) {
      points.soon();
    }
  }

  /** What many training loops log at the same time goes into the tables in one pass. */
  private static void logTogether(Tx tx, List<LogWriter.Entry> entries) {
    Set<RunRef> checked = new HashSet<>();
    for (LogWriter.Entry entry : entries) {
      if (checked.add(entry.run())) {
        KnownRuns.requireActive(tx, entry.run());
      }
    }
    LogWriter.write(tx, entries);
    for (LogWriter.Entry entry : entries) {
      entry.batch().tags().stream()
          .filter(tag -> tag.getKey().equals(NewRun.NAME_TAG))
          .map(Map.Entry::getValue)
          .reduce((first, last) -> last)
          .ifPresent(name -> RunDao.update(tx, entry.run().no(), null, null, name));
    }
  }

  private static Set<String> keys(LogBatch batch) {
    Set<String> keys = new HashSet<>();
    batch.metrics().forEach(m -> keys.add(m.key()));
    batch.params().forEach(p -> keys.add(p.getKey()));
    batch.tags().forEach(t -> keys.add(t.getKey()));
    return keys;
  }

  @Override
  public void deleteTag(String runId, String key) {
    RunRef run = runs.require(runId);
    Optional<Long> number = names.find(key);
    kernel
        .db()
        .change(
            tx -> {
              KnownRuns.requireActive(tx, run);
              if (number.isEmpty() || !LoggedDao.deleteTag(tx.handle(), run.no(), number.get())) {
                throw new LooplineException(
                    TrackingError.RESOURCE_DOES_NOT_EXIST,
                    "No tag with name: " + key + " in run with id " + runId);
              }
              LogWriter.untag(tx, run, key);
            });
  }

  @Override
  public void logInputs(String runId, List<DatasetInput> inputs, List<String> modelIds) {
    List<ModelOutput> models = modelIds.stream().map(id -> new ModelOutput(id, 0)).toList();
    RunRef run = runs.require(runId);
    kernel
        .db()
        .change(
            tx -> {
              KnownRuns.requireActive(tx, run);
              inputs.forEach(input -> DatasetDao.put(tx, run, kernel.ids().hex32(), input));
              models.forEach(model -> RunModelDao.put(tx, run, false, model));
            });
  }

  @Override
  public void logOutputs(String runId, List<ModelOutput> outputs) {
    RunRef run = runs.require(runId);
    kernel
        .db()
        .change(
            tx -> {
              KnownRuns.requireActive(tx, run);
              outputs.forEach(model -> RunModelDao.put(tx, run, true, model));
            });
  }

  @Override
  public void logModel(String runId, String modelJson) {
    JsonNode model = LoggedModelHistory.model(modelJson);
    RunRef run = runs.require(runId);
    Map<String, Long> numbers = names.numbers(List.of(LoggedModelHistory.TAG));
    long key = numbers.getOrDefault(LoggedModelHistory.TAG, 0L);
    kernel
        .db()
        .change(
            tx -> {
              KnownRuns.requireActive(tx, run);
              RunDao.lock(tx, run.no());
              String history =
                  LoggedModelHistory.with(LoggedDao.tag(tx.handle(), run.no(), key), model);
              LogWriter.write(tx, run, LogBatch.tag(LoggedModelHistory.TAG, history), numbers);
            });
  }

  @Override
  public List<DatasetUse> datasets(List<Long> experimentIds) {
    return experimentIds.isEmpty()
        ? List.of()
        : kernel.db().read(h -> DatasetDao.uses(h, experimentIds));
  }

  @Override
  public List<Metric> history(String runId, String key) {
    RunRef run = runs.require(runId);
    List<Metric> history =
        names
            .find(key)
            .map(number -> points.read(h -> new Curves(h, number, key).whole(run)))
            .map(ArrayList::new)
            .orElseGet(ArrayList::new);
    // Steps mostly rise with time, and sorting what is sorted is one pass.
    history.sort(BY_TIME);
    return history;
  }

  @Override
  public Map<String, List<Metric>> sampled(
      List<String> runIds, String key, StepRange range, int most) {
    List<RunRef> refs = runIds.stream().map(runs::require).toList();
    return names
        .find(key)
        .map(number -> points.read(h -> new Curves(h, number, key).sampled(refs, range, most)))
        .orElse(Map.of());
  }
}
