package dev.loopline.metadata.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LogBatch;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.Run;
import dev.loopline.metadata.RunInfo;
import dev.loopline.metadata.RunPage;
import dev.loopline.metadata.RunQuery;
import dev.loopline.metadata.RunStatus;
import dev.loopline.metadata.Runs;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.internal.points.Folding;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Runs} over the component's tables. */
public final class StoredRuns implements Runs {
  /** The tag by which a run says in which run of a pipeline it was made. */
  private static final String PIPELINE_RUN = "loopline.pipelineRun";

  private final Kernel kernel;
  private final KnownRuns known;
  private final LoggedNames names;
  private final Happenings happenings;
  private final RunSearch search;
  private final Folding points;

  StoredRuns(Kernel kernel, KnownRuns known, LoggedNames names, Folding points) {
    this.kernel = kernel;
    this.known = known;
    this.names = names;
    this.happenings = new Happenings(kernel);
    this.search = new RunSearch(kernel, names, points);
    this.points = points;
  }

  @Override
  public Run create(NewRun run, String actor) {
    Beginning fresh = beginning(kernel.ids().hex32(), run, actor);
    return kernel.db().write(tx -> insert(tx, fresh));
  }

  @Override
  public Run begin(String id, NewRun run, String actor, Consumer<Tx> fence) {
    Beginning told = beginning(id, run, actor);
    return kernel
        .db()
        .write(
            tx -> {
              fence.accept(tx);
              return RunDao.resume(tx, id) ? again(tx, told) : insert(tx, told);
            });
  }

  /** What a run begins with, its names' numbers found before the transaction. */
  private record Beginning(
      String id, NewRun run, String name, LogBatch tags, Map<String, Long> numbers, String actor) {}

  private Beginning beginning(String id, NewRun run, String actor) {
    String name = nameOf(run, id);
    Map<String, String> tags = new HashMap<>(run.tags());
    tags.put(NewRun.NAME_TAG, name);
    LogBatch logged = new LogBatch(List.of(), List.of(), List.copyOf(tags.entrySet()));
    return new Beginning(id, run, name, logged, names.numbers(tags.keySet()), actor);
  }

  private Run insert(Tx tx, Beginning begun) {
    NewRun run = begun.run();
    Instant start = run.startedAt() == null ? kernel.clock().now() : run.startedAt();
    Experiment experiment = StoredExperiments.requireActive(tx, run.experimentId());
    long no = RunDao.insert(tx, begun.id(), run.experimentId(), begun.name(), run.user(), start);
    RunRef ref = new RunRef(no, begun.id(), run.experimentId(), start.toEpochMilli());
    LogWriter.write(tx, ref, begun.tags(), begun.numbers());
    Map<String, String> facts = new HashMap<>(Map.of("name", begun.name()));
    String within = run.tags().getOrDefault(PIPELINE_RUN, "");
    if (within.matches("run_[0-9a-z]{1,60}")) {
      facts.put("pipelineRun", within);
    }
    happenings.run(tx, "started", begun.id(), experiment.name(), begun.actor(), facts);
    return require(tx.handle(), begun.id());
  }

  private Run again(Tx tx, Beginning told) {
    RunRow row = row(tx, told.id());
    StoredExperiments.requireActive(tx, row.info().experimentId());
    LogWriter.write(tx, RunRef.of(row), told.tags(), told.numbers());
    points.fold(tx);
    happenings.run(tx, "resumed", told.id(), row.experiment(), told.actor(), Map.of());
    return require(tx.handle(), told.id());
  }

  @Override
  public void end(Tx tx, String id, RunStatus status, Instant at, String actor) {
    if (RunDao.end(tx, id, status, at)) {
      happenings.run(
          tx, "ended", id, row(tx, id).experiment(), actor, Map.of("status", status.name()));
    }
  }

  private static String nameOf(NewRun run, String id) {
    if (run.name() != null && !run.name().isEmpty()) {
      return run.name();
    }
    String tagged = run.tags().getOrDefault(NewRun.NAME_TAG, "");
    // The id is random already: no other source of chance is needed.
    return tagged.isEmpty()
        ? GeneratedNames.next(new SplittableRandom(Long.parseUnsignedLong(id, 0, 16, 16)))
        : tagged;
  }

  @Override
  public Run require(String id) {
    return find(id).orElseThrow(() -> KnownRuns.noSuchRun(id));
  }

  @Override
  public Optional<Run> find(String id) {
    return points.read(h -> find(h, id));
  }

  private Optional<Run> find(Handle h, String id) {
    return RunDao.find(h, id).map(row -> LoggedDao.fill(h, List.of(row), names).getFirst());
  }

  private Run require(Handle h, String id) {
    return find(h, id).orElseThrow(() -> KnownRuns.noSuchRun(id));
  }

  @Override
  public RunInfo update(
      String id,
      @Nullable RunStatus status,
      @Nullable Instant endedAt,
      @Nullable String name,
      String actor) {
    RunRef ref = known.require(id);
    String renamed = name == null || name.isEmpty() ? null : name;
    LogBatch tag = renamed == null ? null : LogBatch.tag(NewRun.NAME_TAG, checked(renamed));
    Map<String, Long> numbers = tag == null ? Map.of() : names.numbers(List.of(NewRun.NAME_TAG));
    return kernel
        .db()
        .write(
            tx -> {
              KnownRuns.requireActive(tx, ref);
              RunRow before = row(tx, id);
              RunDao.update(tx, ref.no(), status, endedAt, renamed);
              if (tag != null) {
                LogWriter.write(tx, ref, tag, numbers);
              }
              if (status != null && status != before.info().status() && isEnd(status)) {
                happenings.run(
                    tx, "ended", id, before.experiment(), actor, Map.of("status", status.name()));
              }
              return row(tx, id).info();
            });
  }

  private static String checked(String name) {
    return dev.loopline.metadata.Limits.text("run_name", name, dev.loopline.metadata.Limits.KEY);
  }

  private static boolean isEnd(RunStatus status) {
    return status != RunStatus.RUNNING && status != RunStatus.SCHEDULED;
  }

  private static RunRow row(Tx tx, String id) {
    return RunDao.find(tx.handle(), id).orElseThrow(() -> KnownRuns.noSuchRun(id));
  }

  @Override
  public void delete(String id, String actor) {
    setLifecycle(id, Lifecycle.DELETED, actor);
  }

  @Override
  public void restore(String id, String actor) {
    setLifecycle(id, Lifecycle.ACTIVE, actor);
  }

  private void setLifecycle(String id, Lifecycle wanted, String actor) {
    kernel
        .db()
        .change(
            tx -> {
              RunRow row = row(tx, id);
              boolean deleted = wanted == Lifecycle.DELETED;
              if (RunDao.setDeleted(tx, row.no(), deleted ? kernel.clock().now() : null)) {
                happenings.run(
                    tx, deleted ? "deleted" : "restored", id, row.experiment(), actor, Map.of());
              } else if (!deleted && row.info().lifecycle() == Lifecycle.DELETED) {
                throw new LooplineException(
                    TrackingError.INVALID_PARAMETER_VALUE,
                    "Run "
                        + id
                        + " is deleted with its experiment "
                        + row.info().experimentId()
                        + "; restore that.");
              }
            });
  }

  @Override
  public RunPage search(RunQuery query, @Nullable String cursor, long skip, int limit) {
    return search.search(query, cursor, skip, limit);
  }
}
