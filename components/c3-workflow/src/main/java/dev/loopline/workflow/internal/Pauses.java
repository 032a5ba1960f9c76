package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.AppliedPipeline;
import dev.loopline.workflow.AppliedPipeline.Paused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Pauses pipelines and resumes them, and tells the log who did and why. */
final class Pauses {
  private static final int LONGEST = 1_000;

  private final Kernel kernel;
  private final Scheduler scheduler;

  Pauses(Kernel kernel, Scheduler scheduler) {
    this.kernel = kernel;
    this.scheduler = scheduler;
  }

  /** A pipeline that is there. */
  record Named(String product, String pipeline) {}

  void pause(Named named, String reason, String actor) {
    requireReason(reason);
    kernel
        .db()
        .change(
            tx -> {
              lock(tx, named);
              Paused paused = new Paused(actor, reason, kernel.clock().now());
              PauseDao.put(tx, named.product(), named.pipeline(), paused);
              TriggerDao.pause(tx, named.product(), named.pipeline(), true);
              tell(tx, "workflow.pipeline.paused", named, reason, actor);
            });
  }

  void resume(Named named, @Nullable String reason, String actor) {
    if (reason != null) {
      requireReason(reason);
    }
    kernel
        .db()
        .change(
            tx -> {
              lock(tx, named);
              if (PauseDao.delete(tx, named.product(), named.pipeline())) {
                TriggerDao.pause(tx, named.product(), named.pipeline(), false);
                tell(tx, "workflow.pipeline.resumed", named, reason, actor);
                tx.afterCommit(scheduler::wake);
              }
            });
  }

  /** As a start does: what was begun before the pause ends before it. */
  private void lock(Tx tx, Named named) {
    PipelineDao.lock(tx, named.product(), named.pipeline(), kernel.db().dialect());
  }

  private static void requireReason(String reason) {
    if (reason.isBlank() || reason.length() > LONGEST) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "The reason has "
              + reason.strip().length()
              + " characters; say in 1 to "
              + LONGEST
              + " why, for those who find the pipeline so.");
    }
  }

  private void tell(Tx tx, String type, Named named, @Nullable String reason, String actor) {
    ObjectNode data = Json.object().put("pipeline", named.pipeline());
    if (reason != null) {
      data.put("reason", reason);
    }
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                type, WorkflowEvents.SOURCE, named.pipeline(), named.product(), actor, data));
  }

  /** A product's pipelines, with their pauses and next slots. */
  static List<AppliedPipeline> applied(Handle h, String product) {
    Map<String, Paused> paused = PauseDao.all(h, product);
    Map<String, Instant> slots = ScheduleDao.nextByPipeline(h, product);
    return PipelineDao.list(h, product).stream()
        .map(
            row ->
                new AppliedPipeline(
                    row.commit(),
                    row.appliedAt(),
                    row.spec(),
                    paused.get(row.spec().name()),
                    slots.get(row.spec().name())))
        .toList();
  }
}
