package dev.loopline.workflow.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.workflow.internal.ScheduleDao.Scheduled;
import dev.loopline.workflow.internal.Starter.Cause;
import dev.loopline.workflow.schedule.CatchUp;
import dev.loopline.workflow.schedule.CatchUp.LeftOut;
import dev.loopline.workflow.schedule.Timetable;
import java.time.Instant;
import java.util.Optional;

/**
 * Starts the slots of schedules by the wall clock. A slot is taken in the transaction of the run
 * that it starts, and is a pipeline's once for all: whatever the clock does, it starts nothing
 * again.
 */
final class Slots {
  private final Kernel kernel;
  private final Starter starter;

  Slots(Kernel kernel, Starter starter) {
    this.kernel = kernel;
    this.starter = starter;
  }

  /** Judges a schedule's slots until now, and starts those that its catch-up rule lets in. */
  void start(Scheduled schedule, Instant now) {
    Timetable timetable = Timetable.parse(schedule.timetable());
    CatchUp.Judgement judged = schedule.catchUp().judge(timetable, schedule.slot(), now);
    Instant at = schedule.slot();
    Optional<LeftOut> leftOut = judged.leftOut();
    for (Instant slot : judged.run()) {
      Step step = new Step(schedule, at, timetable.after(slot), Optional.of(slot), leftOut);
      kernel.db().change(tx -> take(tx, step));
      at = step.to();
      leftOut = Optional.empty();
    }
    if (judged.run().isEmpty()) {
      Step step = new Step(schedule, at, timetable.after(now), Optional.empty(), leftOut);
      kernel.db().change(tx -> take(tx, step));
    }
  }

  /** A schedule moves on over a slot that is run and others that are left out. */
  private record Step(
      Scheduled schedule,
      Instant from,
      Instant to,
      Optional<Instant> slot,
      Optional<LeftOut> leftOut) {}

  private void take(Tx tx, Step step) {
    Scheduled schedule = step.schedule();
    // Locked first, as a start by hand and an apply do.
    Optional<PipelineRow> pipeline =
        PipelineDao.lock(tx, schedule.product(), schedule.pipeline(), kernel.db().dialect());
    if (pipeline.isEmpty() || !ScheduleDao.moveTo(tx, schedule, step.from(), step.to())) {
      return;
    }
    step.leftOut().ifPresent(out -> tell(tx, schedule, out));
    step.slot().ifPresent(slot -> start(tx, pipeline.get(), schedule, slot));
  }

  private void start(Tx tx, PipelineRow pipeline, Scheduled schedule, Instant slot) {
    String product = pipeline.product();
    String name = pipeline.spec().name();
    if (SlotDao.take(tx, product, name, slot, kernel.clock().now())) {
      Cause cause =
          new Cause(
              schedule.timetable(),
              WorkflowEvents.ACTOR,
              kernel.eventTime().now(tx, product),
              slot);
      starter
          .triggered(tx, pipeline, cause)
          .ifPresent(run -> SlotDao.run(tx, product, name, slot, run));
    }
  }

  private void tell(Tx tx, Scheduled schedule, LeftOut out) {
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                "workflow.slot.missed",
                WorkflowEvents.SOURCE,
                schedule.pipeline(),
                schedule.product(),
                WorkflowEvents.ACTOR,
                Json.object()
                    .put("pipeline", schedule.pipeline())
                    .put("schedule", schedule.timetable())
                    .put("first", out.first().toString())
                    .put("last", out.last().toString())
                    .put("count", out.count())
                    .put("catchUp", schedule.catchUp().name())));
  }

  /**
   * Puts a schedule back that stands further ahead than the clock gives reason for: it was wrong
   * when its slots were judged. What was taken then stays taken; what was left out comes at its
   * time.
   */
  void putBack(Scheduled schedule, Instant now) {
    Instant next = Timetable.parse(schedule.timetable()).after(now);
    if (next.isBefore(schedule.slot())) {
      kernel.db().change(tx -> ScheduleDao.moveTo(tx, schedule, schedule.slot(), next));
    }
  }
}
