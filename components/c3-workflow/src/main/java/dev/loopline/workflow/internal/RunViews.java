package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.RunView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What of a run is shown. */
final class RunViews {
  private RunViews() {}

  static RunView of(RunRow run, List<TaskRow> tasks) {
    Map<String, JsonNode> parameters = new HashMap<>();
    run.parameters().properties().forEach(e -> parameters.put(e.getKey(), e.getValue()));
    Graph graph = new Graph(run.pipeline(), run.state(), tasks);
    return new RunView(
        run.id(),
        run.product(),
        run.pipeline().name(),
        run.commit(),
        run.state().name(),
        run.trigger(),
        run.actor(),
        parameters,
        run.eventTime(),
        run.slot(),
        run.startedAt(),
        run.endedAt(),
        tasks.stream().map(t -> task(t, graph.spec(t.id()))).toList());
  }

  private static RunView.TaskView task(TaskRow task, PipelineSpec.Task spec) {
    return new RunView.TaskView(
        task.id(),
        spec.uses(),
        spec.needs(),
        task.state().name(),
        task.tries().attempt(),
        task.startedAt(),
        task.endedAt(),
        Json.parse(Objects.requireNonNull(task.outputs())),
        task.error());
  }
}
