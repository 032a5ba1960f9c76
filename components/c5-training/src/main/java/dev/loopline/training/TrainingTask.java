package dev.loopline.training;

import dev.loopline.kernel.error.LooplineException;

/**
 * What a training child is told in {@code task.json}.
 *
 * @param seed of everything random in it
 * @param trials how many settings the search tries
 * @param maxRounds trees at most
 * @param patience rounds without a gain on the validation rows after which a trial stops
 * @param validationDays rows that became ripe in so many days before the test rows choose settings
 * @param testDays rows that became ripe in the last so many days are what the figures are of
 * @param halfLifeDays a row that became ripe so many days before the newest counts half; 0 for all
 *     rows alike
 * @param threads of the booster; part of what makes two trainings equal
 */
public record TrainingTask(
    long seed,
    int trials,
    int maxRounds,
    int patience,
    int validationDays,
    int testDays,
    int halfLifeDays,
    int threads) {
  /** What stands where a pipeline says nothing. */
  public static final TrainingTask DEFAULTS = new TrainingTask(0, 4, 200, 12, 21, 14, 0, 2);

  public TrainingTask {
    require(trials >= 1 && trials <= 200, "trials", "from 1 to 200");
    require(maxRounds >= 1 && maxRounds <= 5000, "maxRounds", "from 1 to 5000");
    require(patience >= 1, "patience", "at least 1");
    require(threads >= 1 && threads <= 64, "threads", "from 1 to 64");
    require(validationDays >= 1 && validationDays <= 3650, "validationDays", "from 1 to 3650");
    require(halfLifeDays >= 0 && halfLifeDays <= 3650, "halfLifeDays", "from 0 to 3650");
    require(testDays >= 1 && testDays <= 3650, "testDays", "from 1 to 3650");
  }

  private static void require(boolean holds, String name, String range) {
    if (!holds) {
      throw new LooplineException(
          TrainingError.SETTING_INVALID, "The training's " + name + " must be " + range + ".");
    }
  }
}
