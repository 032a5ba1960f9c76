package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.seed.Seeds;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.template.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes what a step is told, templates filled in. */
final class Contexts {
  private final Seeds seeds;
  private final TaskLogs logs;

  Contexts(Seeds seeds, TaskLogs logs) {
    this.seeds = seeds;
    this.logs = logs;
  }

  /** Fails where a template has no value, which is then the attempt's error. */
  StepContext of(RunStore.Moved moved, String task) {
    RunRow run = moved.run();
    Graph graph = moved.graph();
    PipelineSpec.Task spec = graph.spec(task);
    Map<String, JsonNode> inputs = new HashMap<>();
    spec.needs().forEach(need -> inputs.put(need, Json.parse(graph.task(need).outputs())));
    TaskDao.Key key = new TaskDao.Key(run.id(), task);
    return new StepContext(
        run.product(),
        run.commit(),
        run.artifact(),
        run.id(),
        task,
        graph.task(task).tries().attempt(),
        Template.fill(spec.with(), scope(run, graph)),
        inputs,
        run.eventTime(),
        seeds,
        line -> logs.append(key, List.of(line)));
  }

  private static ObjectNode scope(RunRow run, Graph graph) {
    ObjectNode scope = Json.object();
    scope.set("parameters", run.parameters());
    scope
        .putObject("run")
        .put("id", run.id())
        .put("product", run.product())
        .put("commit", run.commit())
        .put("eventTime", run.eventTime().toString())
        .put("trigger", run.trigger());
    ObjectNode tasks = scope.putObject("tasks");
    graph.tasks().stream()
        .filter(t -> t.state() == TaskState.SUCCEEDED)
        .forEach(t -> tasks.putObject(t.id()).set("outputs", Json.parse(t.outputs())));
    return scope;
  }
}
