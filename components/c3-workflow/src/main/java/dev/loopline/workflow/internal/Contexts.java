package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.WorkflowError;
import dev.loopline.workflow.internal.Attempts.Begun;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.template.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes what a step is told, templates filled in. */
final class Contexts {
  private final Kernel kernel;
  private final TaskLogs logs;

  Contexts(Kernel kernel, TaskLogs logs) {
    this.kernel = kernel;
    this.logs = logs;
  }

  /** Fails where a template has no value, which is then the attempt's error. */
  StepContext of(Begun begun) {
    RunRow run = begun.moved().run();
    String task = begun.key().task();
    Graph graph =
        new Graph(run.pipeline(), run.state(), kernel.db().read(h -> TaskDao.of(h, run.id())));
    PipelineSpec.Task spec = graph.spec(task);
    Map<String, JsonNode> inputs = new HashMap<>();
    spec.needs().forEach(need -> inputs.put(need, outputs(graph.task(need))));
    return new StepContext(
        run.product(),
        run.commit(),
        run.artifact(),
        run.id(),
        task,
        begun.moved().graph().task(task).tries().attempt(),
        Template.fill(spec.with(), scope(run, graph)),
        inputs,
        run.eventTime(),
        kernel.seeds(),
        line -> logs.append(begun.key(), List.of(line)),
        tx -> requireCurrent(tx, begun));
  }

  /**
   * Locks the task's row: an end of the attempt that comes meanwhile waits for the effect, and so
   * sees what it has to end.
   */
  private void requireCurrent(Tx tx, Begun begun) {
    boolean current = TaskDao.lockRunning(tx, begun.token(), kernel.db().dialect());
    if (!current) {
      throw new LooplineException(
          WorkflowError.ATTEMPT_LOST,
          "The attempt of "
              + begun.key().task()
              + " is over: it was cancelled, or took too long. It changes nothing any more.");
    }
  }

  private static JsonNode outputs(TaskRow task) {
    return Json.parse(Objects.requireNonNull(task.outputs()));
  }

  private static ObjectNode scope(RunRow run, Graph graph) {
    ObjectNode scope = Json.object();
    scope.set("parameters", run.parameters());
    ObjectNode facts =
        scope
            .putObject("run")
            .put("id", run.id())
            .put("product", run.product())
            .put("commit", run.commit())
            .put("eventTime", run.eventTime().toString())
            .put("trigger", run.trigger());
    if (run.slot() != null) {
      facts.put("slot", run.slot().toString());
    }
    ObjectNode tasks = scope.putObject("tasks");
    graph.tasks().stream()
        .filter(t -> t.state() == TaskState.SUCCEEDED)
        .forEach(t -> tasks.putObject(t.id()).set("outputs", outputs(t)));
    return scope;
  }
}
