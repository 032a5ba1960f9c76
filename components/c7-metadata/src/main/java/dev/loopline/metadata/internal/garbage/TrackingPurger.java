package dev.loopline.metadata.internal.garbage;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.Purged;
import dev.loopline.kernel.garbage.Purger;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.internal.Happenings;
import dev.loopline.metadata.internal.Removed;
import dev.loopline.metadata.internal.points.Folding;
import dev.loopline.metadata.llmtrace.LlmTraces;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Removes deleted runs, logged models and experiments with all that was theirs. Rows go first, some
 * at a time, with a note of what is left of them; then what is left. Killed anywhere, it goes on
 * from the notes.
 */
public final class TrackingPurger implements Purger {
  private static final int SOME = 100;

  /** It stays, empty. */
  private static final long DEFAULT_EXPERIMENT = 0;

  private final Kernel kernel;
  private final LlmTraces traces;
  private final Roots roots;
  private final Remains remains;
  private final Folding points;

  public TrackingPurger(Kernel kernel, RunFiles files, LlmTraces traces) {
    this.kernel = kernel;
    this.traces = traces;
    this.roots = new Roots(files);
    this.remains = new Remains(kernel.db());
    this.points = new Folding(kernel.db());
  }

  @Override
  public Purged count(Doomed doomed) {
    return new TrackingCount(kernel.db(), roots).of(new DoomedRows(doomed));
  }

  @Override
  public Purged purge(Doomed doomed, String actor) {
    DoomedRows rows = new DoomedRows(doomed);
    Map<String, Long> counts = new TreeMap<>(Map.of("experiments", 0L, "llmTraces", 0L));
    points.now();
    long files = remains.clear();
    for (Kind kind : Kind.values()) {
      long after = 0;
      Batch batch;
      do {
        long from = after;
        batch = kernel.db().write(tx -> some(tx, kind, rows, from, actor));
        counts.merge(kind.plural, (long) batch.size(), Long::sum);
        files += remains.clear();
        after = batch.last();
      } while (batch.size() == SOME);
    }
    for (DoomedRows.Experiment experiment : kernel.db().read(rows::experiments)) {
      long gone = traces.delete(experiment.id(), FOREVER, Integer.MAX_VALUE);
      counts.merge("llmTraces", gone, Long::sum);
      counts.merge("experiments", experiment(experiment, rows, actor), Long::sum);
      files += remains.clear();
    }
    counts.put("files", files);
    return new Purged(counts, 0);
  }

  private static final Instant FOREVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  private record Batch(int size, long last) {}

  /** What has rows of its own, and how its parts refer to it. */
  private enum Kind {
    RUNS(
        "runs",
        Removed.RUN,
        "run",
        "run_no",
        List.of("run_param", "run_tag", "run_origin", "run_metric_latest", "run_model")),
    MODELS(
        "loggedModels",
        Removed.MODEL,
        "logged_model",
        "model_no",
        List.of("logged_model_param", "logged_model_tag", "logged_model_metric"));

    final String plural;
    final String removed;
    final String table;
    final String reference;
    final List<String> parts;

    Kind(String plural, String removed, String table, String reference, List<String> parts) {
      this.plural = plural;
      this.removed = removed;
      this.table = table;
      this.reference = reference;
      this.parts = parts;
    }

    List<DoomedRows.Row> find(Tx tx, DoomedRows rows, long after) {
      return switch (this) {
        case RUNS -> rows.runs(tx.handle(), after, SOME);
        case MODELS -> rows.models(tx.handle(), after, SOME);
      };
    }
  }

  private Batch some(Tx tx, Kind kind, DoomedRows rows, long after, String actor) {
    Removed.begin(tx, kernel.db().dialect());
    // Found in the transaction that removes them: a restore comes before or finds nothing.
    List<DoomedRows.Row> found = kind.find(tx, rows, after);
    if (found.isEmpty()) {
      return new Batch(0, after);
    }
    List<Long> numbers = found.stream().map(DoomedRows.Row::no).toList();
    switch (kind) {
      case RUNS -> KeptLinks.ofRuns(tx, numbers);
      case MODELS -> KeptLinks.ofModels(tx, numbers);
    }
    for (String part : kind.parts) {
      drop(tx, part, kind.reference, numbers);
    }
    switch (kind) {
      case RUNS -> runs(tx, found, numbers);
      case MODELS -> found.forEach(m -> Remains.note(tx, null, roots.ofModel(m)));
    }
    drop(tx, kind.table, "no", numbers);
    Removed.note(tx, found.stream().map(row -> removed(kind, row)).toList(), now());
    tell(tx, kind, found, actor);
    return new Batch(found.size(), numbers.getLast());
  }

  private Instant now() {
    return kernel.clock().now();
  }

  private Removed.Thing removed(Kind kind, DoomedRows.Row row) {
    String root =
        switch (kind) {
          case RUNS -> roots.ofRun(row).orElse("");
          case MODELS -> roots.ofModel(row).orElse("");
        };
    return new Removed.Thing(kind.removed, row.id(), row.name(), row.experiment(), "", root);
  }

  private void runs(Tx tx, List<DoomedRows.Row> found, List<Long> numbers) {
    drop(tx, "run_input_tag", "run_no", numbers);
    List<Long> datasets =
        tx.handle()
            .createQuery("select distinct dataset_no from run_input where run_no in (<numbers>)")
            .bindList("numbers", numbers)
            .mapTo(Long.class)
            .list();
    drop(tx, "run_input", "run_no", numbers);
    if (!datasets.isEmpty()) {
      Removed.note(tx, KeptLinks.datasets(tx, datasets), now());
    }
    for (Long dataset : datasets) {
      tx.handle()
          .createUpdate(
              """
              delete from dataset where no = :no
                and not exists (select 1 from run_input i where i.dataset_no = :no)
              """)
          .bind("no", dataset)
          .execute();
    }
    tx.handle()
        .createUpdate("delete from llm_trace_run where run_id in (<ids>)")
        .bindList("ids", found.stream().map(DoomedRows.Row::id).toList())
        .execute();
    found.forEach(run -> Remains.note(tx, run.no(), roots.ofRun(run)));
  }

  /**
   * @param table one of this class's own names, never from outside
   */
  private static void drop(Tx tx, String table, String column, List<Long> numbers) {
    tx.handle()
        .createUpdate("delete from " + table + " where " + column + " in (<numbers>)")
        .bindList("numbers", numbers)
        .execute();
  }

  private void tell(Tx tx, Kind kind, List<DoomedRows.Row> found, String actor) {
    Map<String, List<String>> byExperiment =
        found.stream()
            .collect(
                Collectors.groupingBy(
                    DoomedRows.Row::experiment,
                    TreeMap::new,
                    Collectors.mapping(DoomedRows.Row::id, Collectors.toList())));
    String what = kind == Kind.RUNS ? "metadata.runs.removed" : "metadata.models.removed";
    byExperiment.forEach(
        (experiment, ids) -> tell(tx, what, experiment, actor, Map.of(kind.plural, ids)));
  }

  private void tell(Tx tx, String type, String experiment, String actor, Map<String, ?> data) {
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                type,
                "metadata",
                experiment,
                Happenings.product(experiment),
                actor,
                Json.tree(data)));
  }

  /** One where it went; none where it was restored, or got something new, in between. */
  private long experiment(DoomedRows.Experiment doomed, DoomedRows rows, String actor) {
    return kernel
        .db()
        .write(
            tx -> {
              Removed.begin(tx, kernel.db().dialect());
              boolean stillDoomed =
                  rows.experiments(tx.handle()).stream().anyMatch(e -> e.id() == doomed.id());
              if (!stillDoomed || !isEmpty(tx, doomed.id())) {
                return 0L;
              }
              Optional<String> root = roots.ofExperiment(tx.handle(), doomed);
              for (String statement : ExperimentParts.STATEMENTS) {
                tx.handle().createUpdate(statement).bind("id", doomed.id()).execute();
              }
              Remains.note(tx, null, root);
              if (doomed.id() != DEFAULT_EXPERIMENT) {
                Removed.note(tx, List.of(removed(doomed, root.orElse(""))), now());
              }
              tell(
                  tx,
                  "metadata.experiment.removed",
                  doomed.name(),
                  actor,
                  Map.of("experimentId", Long.toString(doomed.id())));
              return 1L;
            });
  }

  private static Removed.Thing removed(DoomedRows.Experiment gone, String root) {
    String id = Long.toString(gone.id());
    return new Removed.Thing(Removed.EXPERIMENT, id, gone.name(), gone.name(), "", root);
  }

  private static boolean isEmpty(Tx tx, long id) {
    return tx.handle()
        .createQuery(
            """
            select 1 where exists (select 1 from run where experiment_id = :id)
              or exists (select 1 from logged_model where experiment_id = :id)
              or exists (select 1 from llm_trace where experiment_id = :id)
            """)
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne()
        .isEmpty();
  }
}
