package dev.loopline.workflow.internal;

import dev.loopline.workflow.PipelineSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A run's graph as it stands.
 *
 * @param tasks one for each of the pipeline's, in its order
 */
record Graph(PipelineSpec pipeline, RunState state, List<TaskRow> tasks) {
  Graph {
    tasks = List.copyOf(tasks);
  }

  static Graph fresh(PipelineSpec pipeline) {
    return new Graph(
        pipeline,
        RunState.PENDING,
        pipeline.tasks().stream().map(t -> TaskRow.fresh(t.id())).toList());
  }

  PipelineSpec.Task spec(String task) {
    return pipeline.tasks().stream().filter(t -> t.id().equals(task)).findFirst().orElseThrow();
  }

  TaskRow task(String id) {
    return tasks.stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
  }

  Map<String, TaskState> states() {
    return tasks.stream().collect(Collectors.toMap(TaskRow::id, TaskRow::state));
  }

  /** The same graph where nothing has changed, so that identity tells. */
  Graph each(UnaryOperator<TaskRow> change) {
    List<TaskRow> changed = tasks.stream().map(change).toList();
    return changed.equals(tasks) ? this : new Graph(pipeline, state, changed);
  }

  Graph one(String task, Function<TaskRow, TaskRow> change) {
    return each(t -> t.id().equals(task) ? change.apply(t) : t);
  }

  Graph in(RunState next) {
    return next == state ? this : new Graph(pipeline, next, tasks);
  }
}
