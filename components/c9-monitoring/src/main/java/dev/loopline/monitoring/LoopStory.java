package dev.loopline.monitoring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the loop has turned, told from the log's events alone. */
public interface LoopStory {
  Loop of(String product);

  /** The 28 steps, and each retraining. */
  record Loop(String product, List<Step> steps, List<Challenge> turns) {
    public Loop {
      steps = List.copyOf(steps);
      turns = List.copyOf(turns);
    }
  }

  /**
   * One step of the paper.
   *
   * @param seconds that its last run took by the wall clock, where its event says so
   * @param evidence path of the event that shows it; null where it is missing
   */
  record Step(
      int number,
      String name,
      String zone,
      String component,
      State state,
      @Nullable Double seconds,
      @Nullable String evidence,
      long count,
      @Nullable String lastEvent) {}

  /** Missing until an event shows otherwise. */
  enum State {
    DONE,
    MISSING,
    RUNNING,
    FAILED
  }
}
