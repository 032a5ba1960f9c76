package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.EventLog;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.PipelineSpec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells the log what became of a run or an attempt, in the transaction of the change. */
final class WorkflowEvents {
  static final String SOURCE = "workflow";
  static final String ACTOR = "system:workflow";

  private final EventLog log;

  WorkflowEvents(EventLog log) {
    this.log = log;
  }

  void run(Tx tx, RunRow run, RunState state, String actor, Instant started, Instant now) {
    String what =
        switch (state) {
          case PENDING -> throw new IllegalStateException("no run becomes pending again");
          case RUNNING -> "started";
          case SUCCEEDED -> "succeeded";
          case FAILED -> "failed";
          case CANCELLED -> "cancelled";
        };
    ObjectNode data = facts(run).put("commit", run.commit()).put("trigger", run.trigger());
    if (run.artifact() != null) {
      data.put("artifact", run.artifact().toString());
    }
    if (state.ended()) {
      data.put("seconds", seconds(started, now));
    }
    append(tx, run, "workflow.run." + what, actor, data);
  }

  void task(Tx tx, RunRow run, PipelineSpec.Task spec, TaskRow old, TaskRow task, Instant now) {
    ObjectNode data =
        facts(run)
            .put("task", task.id())
            .put("uses", spec.uses())
            .put("attempt", task.tries().attempt())
            .put("seconds", seconds(task.startedAt(), now));
    if (task.state() == TaskState.RUNNING) {
      append(tx, run, "workflow.task.started", ACTOR, data);
    } else if (task.state() == TaskState.SUCCEEDED) {
      append(tx, run, "workflow.task.succeeded", ACTOR, data);
    } else if (old.state() == TaskState.RUNNING && task.state() != TaskState.CANCELLED) {
      append(tx, run, "workflow.task.failed", ACTOR, data.put("error", task.error()));
    }
  }

  private static ObjectNode facts(RunRow run) {
    return Json.object().put("run", run.id()).put("pipeline", run.pipeline().name());
  }

  private static double seconds(@Nullable Instant from, Instant to) {
    return from == null ? 0 : Duration.between(from, to).toMillis() / 1000.0;
  }

  private void append(Tx tx, RunRow run, String type, String actor, ObjectNode data) {
    log.append(tx, new NewEvent(type, SOURCE, run.id(), run.product(), actor, data));
  }
}
