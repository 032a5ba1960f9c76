package dev.loopline.metadata.internal;

/**
 * When a search of runs looks for something better than walking on. All are entries of an index
 * that is walked.
 *
 * @param forRun how many are walked for each run of a page before anything else is tried
 * @param atLeast how many are walked in any case
 * @param worth so many must be left for a look at what would be better
 * @param visit what going to one more experiment costs
 */
record Effort(int forRun, int atLeast, double worth, double visit) {
  static final Effort STANDARD = new Effort(6, 500, 1_000, 100);

  int beginning(int limit) {
    return Math.max(atLeast, forRun * limit);
  }
}
