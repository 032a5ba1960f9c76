package dev.loopline.workflow.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.spi.AttemptRef;
import dev.loopline.workflow.spi.Ending;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes down what {@link Lifecycle} says: the one way in which a run or a task changes. Each
 * change is one transaction with its events, under the run's lock.
 */
final class RunStore {
  private final Kernel kernel;
  private final StepTypes types;
  private final Wakeup wakeup;
  private final Consumer<String> stop;
  private final WorkflowEvents events;

  /**
   * @param stop told the token of each attempt that is taken from whoever runs it
   */
  RunStore(Kernel kernel, StepTypes types, Wakeup wakeup, Consumer<String> stop) {
    this.kernel = kernel;
    this.types = types;
    this.wakeup = wakeup;
    this.stop = stop;
    this.events = new WorkflowEvents(kernel.events());
  }

  /** A run after a change. */
  record Moved(RunRow run, Graph graph) {}

  /** Stores a run that waits to be admitted. */
  void create(Tx tx, RunRow run) {
    RunDao.insert(tx, run);
    Graph graph = Graph.fresh(run.pipeline());
    List<PipelineSpec.Task> specs = run.pipeline().tasks();
    for (int i = 0; i < specs.size(); i++) {
      TaskDao.insert(tx, run.id(), i, specs.get(i).uses(), graph.tasks().get(i));
    }
  }

  Optional<Moved> apply(String run, Happening happening) {
    return kernel.db().write(tx -> apply(tx, run, happening));
  }

  /** Empty where the happening did not fit, and so changed nothing. */
  Optional<Moved> apply(Tx tx, String id, Happening happening) {
    RunRow run = RunDao.lock(tx, id, kernel.db().dialect()).orElseThrow();
    Graph before = new Graph(run.pipeline(), run.state(), TaskDao.states(tx.handle(), id));
    Instant now = kernel.clock().now();
    Graph after = Lifecycle.next(before, happening, now);
    if (after == before) {
      return Optional.empty();
    }
    for (int i = 0; i < after.tasks().size(); i++) {
      TaskRow old = before.tasks().get(i);
      TaskRow task = after.tasks().get(i);
      if (!old.equals(task)) {
        TaskDao.save(tx, id, task);
        takeBack(tx, old, task);
        tellStep(tx, run, after.spec(task.id()), new Step(old, task), happening, now);
        events.task(tx, run, after.spec(task.id()), old, task, now);
      }
    }
    if (after.state() != before.state()) {
      moveRun(tx, run, before.state(), after.state(), actor(run, happening), now);
    }
    tx.afterCommit(wakeup::signal);
    return Optional.of(new Moved(run, after));
  }

  /** A task before and after. */
  private record Step(TaskRow old, TaskRow task) {}

  private void tellStep(
      Tx tx, RunRow run, PipelineSpec.Task spec, Step step, Happening happening, Instant now) {
    if (step.old().state() == TaskState.RUNNING && step.task().state() != TaskState.RUNNING) {
      AttemptRef attempt =
          new AttemptRef(run.product(), run.id(), spec.id(), step.old().tries().attempt());
      Ending ending = ending(step.task().state(), happening);
      types.find(spec.uses()).ifPresent(type -> type.ended(tx, attempt, ending, now));
    }
  }

  private static Ending ending(TaskState state, Happening happening) {
    if (state == TaskState.SUCCEEDED) {
      return Ending.SUCCEEDED;
    }
    if (state == TaskState.CANCELLED) {
      return Ending.CANCELLED;
    }
    return happening instanceof Happening.Lost || happening instanceof Happening.GivenBack
        ? Ending.LOST
        : Ending.FAILED;
  }

  private void takeBack(Tx tx, TaskRow old, TaskRow task) {
    Claim claim = old.claim();
    if (claim != null && task.claim() == null) {
      tx.afterCommit(() -> stop.accept(claim.token()));
    }
  }

  private static String actor(RunRow run, Happening happening) {
    return happening instanceof Happening.Cancelled(String actor) ? actor : run.actor();
  }

  private void moveRun(
      Tx tx, RunRow run, RunState before, RunState after, String actor, Instant now) {
    Instant started = before == RunState.PENDING ? now : run.startedAt();
    RunDao.move(tx, run.id(), after, started, after.ended() ? now : null);
    events.run(tx, run, after, actor, started, now);
    if (before == RunState.RUNNING && run.applied()) {
      // Locked as a start does: either it sees this run's end, or this end sees its waiting run.
      int limit =
          PipelineDao.lock(tx, run.product(), run.pipeline().name(), kernel.db().dialect())
              .map(PipelineRow::spec)
              .orElse(run.pipeline())
              .concurrency()
              .limit();
      admit(tx, run.product(), run.pipeline().name(), limit);
    }
  }

  /** Lets waiting runs in up to the limit, the oldest first; the caller holds the pipeline. */
  void admit(Tx tx, String product, String pipeline, int limit) {
    long free = limit - RunDao.count(tx.handle(), RunState.RUNNING, product, pipeline);
    for (long i = 0; i < free; i++) {
      Optional<String> next = RunDao.first(tx.handle(), RunState.PENDING, product, pipeline);
      if (next.isEmpty()) {
        return;
      }
      apply(tx, next.get(), new Happening.Admitted());
    }
  }
}
