package dev.loopline.workflow.internal;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.workflow.Backfills;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.Trigger;
import dev.loopline.workflow.WorkflowError;
import dev.loopline.workflow.schedule.Timetable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The slots of a pipeline in a range of its past. */
record Range(List<Instant> slots) {
  private static final int MOST_PARALLEL = 100;

  /** {@code BACKFILL_INVALID} where there are none, too many, or some that are still to come. */
  static Range of(PipelineSpec spec, Backfills.Asked asked, Instant now) {
    List<Timetable> timetables =
        spec.on().stream().map(Trigger::timetable).flatMap(Optional::stream).toList();
    if (timetables.isEmpty()) {
      throw invalid(
          "the pipeline '"
              + spec.name()
              + "' has no slots; declare a cron, or 'every' with 'clock: wall', under its 'on'");
    }
    if (!asked.from().isBefore(asked.until())) {
      throw invalid(asked.from() + " is not before " + asked.until() + "; turn them around");
    }
    if (asked.until().isAfter(now)) {
      throw invalid(
          "it goes on until " + asked.until() + ", which is still to come; end it at " + now);
    }
    if (asked.parallel() < 1 || asked.parallel() > MOST_PARALLEL) {
      throw invalid(asked.parallel() + " runs at once are not between 1 and " + MOST_PARALLEL);
    }
    TreeSet<Instant> slots = new TreeSet<>();
    timetables.forEach(timetable -> add(timetable, asked, slots));
    if (slots.isEmpty()) {
      Instant next = timetables.getFirst().after(asked.until());
      throw invalid(
          "no slot of "
              + timetables.getFirst()
              + " is in the range from "
              + asked.from()
              + " until before "
              + asked.until()
              + "; the next one is "
              + next);
    }
    return new Range(List.copyOf(slots));
  }

  private static void add(Timetable timetable, Backfills.Asked asked, TreeSet<Instant> slots) {
    for (Instant slot = timetable.after(asked.from().minusNanos(1));
        slot.isBefore(asked.until());
        slot = timetable.after(slot)) {
      slots.add(slot);
      if (slots.size() > Backfills.MOST) {
        throw invalid("the range has more than " + Backfills.MOST + " slots; make several of it");
      }
    }
  }

  private static LooplineException invalid(String why) {
    return new LooplineException(
        WorkflowError.BACKFILL_INVALID, "The backfill cannot be made: " + why + ".");
  }
}
