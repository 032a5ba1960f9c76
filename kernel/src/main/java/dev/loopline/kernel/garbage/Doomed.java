package dev.loopline.kernel.garbage;

import java.time.Instant;
import java.util.Set;

/**
 * What is to go for good: all that was deleted at a time or earlier, or of that only some.
 *
 * @param before when it was deleted at the latest
 * @param experiments ids of experiments; with {@code runs} the only things that go, where either
 *     names any
 */
public record Doomed(Instant before, Set<Long> experiments, Set<String> runs) {
  public Doomed {
    experiments = Set.copyOf(experiments);
    runs = Set.copyOf(runs);
  }

  public static Doomed allBefore(Instant before) {
    return new Doomed(before, Set.of(), Set.of());
  }

  public boolean isEverything() {
    return experiments.isEmpty() && runs.isEmpty();
  }
}
