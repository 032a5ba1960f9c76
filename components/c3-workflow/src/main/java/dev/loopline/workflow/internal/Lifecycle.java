package dev.loopline.workflow.internal;

import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.internal.Happening.Admitted;
import dev.loopline.workflow.internal.Happening.BackedOff;
import dev.loopline.workflow.internal.Happening.Cancelled;
import dev.loopline.workflow.internal.Happening.Claimed;
import dev.loopline.workflow.internal.Happening.Failed;
import dev.loopline.workflow.internal.Happening.GivenBack;
import dev.loopline.workflow.internal.Happening.Lost;
import dev.loopline.workflow.internal.Happening.Succeeded;
import dev.loopline.workflow.internal.Happening.Unfit;
import dev.loopline.workflow.internal.TaskRow.Tries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The engine's state machine, whole: a graph and a happening give the next graph. Pure. A happening
 * that does not fit (a late completion, a second claim, anything after the end) gives the very same
 * graph, by which the caller knows that it was refused.
 *
 * <pre>
 *   WAITING ─ needs succeeded ─► READY ─ claimed ─► RUNNING ─ succeeded ─► SUCCEEDED
 *      │                           ▲ ▲               │  │
 *      └─ a need did not ─► SKIPPED│ └── lost ───────┤  └─ failed, no attempts left ─► FAILED
 *                                  └── BACKING_OFF ◄─┘ failed, attempts left
 *   given back: RUNNING ─► READY, and no loss counted; unfit: READY ─► FAILED
 *   cancelled: every task that has not ended ─► CANCELLED
 * </pre>
 */
final class Lifecycle {
  /** A task that takes its worker down with it must not do so for ever. */
  static final int LOSSES = 5;

  private static final Duration LONGEST_BACKOFF = Duration.ofHours(6);

  private Lifecycle() {}

  static Graph next(Graph graph, Happening happening, Instant now) {
    if (graph.state().ended()) {
      return graph;
    }
    Graph moved =
        switch (happening) {
          case Admitted() -> graph.in(RunState.RUNNING);
          case Cancelled cancelled -> cancel(graph, now);
          case Claimed(String task, Claim claim) ->
              graph.one(task, t -> claim(t, claim, graph.spec(task), now));
          case Succeeded(String task, String token, String outputs) ->
              graph.one(task, t -> t.runs(token) ? t.succeeded(outputs, now) : t);
          case Failed(String task, String token, String error) ->
              graph.one(task, t -> t.runs(token) ? fail(t, error, graph.spec(task), now) : t);
          case Lost(String task, String token, String error) ->
              graph.one(task, t -> t.runs(token) ? lose(t, error, now) : t);
          case GivenBack(String task, String token, String why) ->
              graph.one(
                  task, t -> t.runs(token) ? t.to(TaskState.READY, t.tries(), null, why, now) : t);
          case Unfit(String task, String error) ->
              graph.one(
                  task,
                  t ->
                      t.state() == TaskState.READY
                          ? t.to(TaskState.FAILED, t.tries(), null, error, now)
                          : t);
          case BackedOff(String task) ->
              graph.one(
                  task,
                  t ->
                      t.state() == TaskState.BACKING_OFF
                          ? t.to(TaskState.READY, t.tries(), null, t.error(), now)
                          : t);
        };
    return moved == graph ? graph : settle(moved, now);
  }

  private static TaskRow claim(TaskRow task, Claim claim, PipelineSpec.Task spec, Instant now) {
    return task.state() == TaskState.READY
        ? task.running(claim, now, now.plus(spec.timeout()))
        : task;
  }

  private static TaskRow fail(TaskRow task, String error, PipelineSpec.Task spec, Instant now) {
    Tries old = task.tries();
    Tries tries = new Tries(old.attempt(), old.failures() + 1, old.losses());
    return tries.failures() < spec.attempts()
        ? task.to(
            TaskState.BACKING_OFF,
            tries,
            now.plus(backoff(spec.backoff(), tries.failures())),
            error,
            now)
        : task.to(TaskState.FAILED, tries, null, error, now);
  }

  private static TaskRow lose(TaskRow task, String error, Instant now) {
    Tries old = task.tries();
    Tries tries = new Tries(old.attempt(), old.failures(), old.losses() + 1);
    TaskState next = tries.losses() < LOSSES ? TaskState.READY : TaskState.FAILED;
    return task.to(next, tries, null, error, now);
  }

  /** Doubled for each failure after the first, but not beyond six hours. */
  static Duration backoff(Duration first, int failures) {
    Duration wait = first;
    for (int i = 1; i < failures && wait.multipliedBy(2).compareTo(LONGEST_BACKOFF) <= 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait;
  }

  private static Graph cancel(Graph graph, Instant now) {
    return graph
        .each(
            t -> t.state().ended() ? t : t.to(TaskState.CANCELLED, t.tries(), null, t.error(), now))
        .in(RunState.CANCELLED);
  }

  /** Lets what waits go on or give up, until nothing moves; then ends the run where all is done. */
  private static Graph settle(Graph graph, Instant now) {
    if (graph.state() != RunState.RUNNING) {
      return graph;
    }
    Graph settled = graph;
    Graph before;
    do {
      before = settled;
      Map<String, TaskState> states = before.states();
      settled =
          before.each(
              t -> t.state() == TaskState.WAITING ? waiting(t, needs(graph, t), states, now) : t);
    } while (settled != before);
    if (!settled.tasks().stream().allMatch(t -> t.state().ended())) {
      return settled;
    }
    boolean good = settled.tasks().stream().allMatch(t -> t.state() == TaskState.SUCCEEDED);
    return settled.in(good ? RunState.SUCCEEDED : RunState.FAILED);
  }

  private static List<String> needs(Graph graph, TaskRow task) {
    return graph.spec(task.id()).needs();
  }

  private static TaskRow waiting(
      TaskRow task, List<String> needs, Map<String, TaskState> states, Instant now) {
    if (needs.stream().allMatch(n -> states.get(n) == TaskState.SUCCEEDED)) {
      return task.to(TaskState.READY, task.tries(), null, null, now);
    }
    for (String need : needs) {
      TaskState state = states.get(need);
      if (state == TaskState.FAILED || state == TaskState.SKIPPED) {
        return task.to(
            TaskState.SKIPPED, task.tries(), null, "'" + need + "' did not succeed.", now);
      }
    }
    return task;
  }
}
