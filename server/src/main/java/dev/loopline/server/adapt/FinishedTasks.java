package dev.loopline.server.adapt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loopline.monitoring.spi.TaskOutputs;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.Workflows;

/** What pipelines' tasks handed on, for the loop's story. */
public final class FinishedTasks implements TaskOutputs {
  private final Workflows workflows;

  public FinishedTasks(Workflows workflows) {
    this.workflows = workflows;
  }

  @Override
  public JsonNode of(String run, String task) {
    return workflows.find(new RunId(run)).stream()
        .flatMap(view -> view.tasks().stream())
        .filter(t -> t.id().equals(task))
        .map(t -> t.outputs())
        .findFirst()
        .orElse(MissingNode.getInstance());
  }
}
