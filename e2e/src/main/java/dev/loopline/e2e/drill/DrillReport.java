package dev.loopline.e2e.drill;

/**
 * What a drill counted.
 *
 * @param acknowledged effects whose success was told to a client
 * @param lost acknowledged effects that were not there afterwards
 * @param duplicated effects that were there twice
 * @param broken rounds after which the store itself did not verify
 */
record DrillReport(
    String name,
    long acknowledged,
    long lost,
    long duplicated,
    long broken,
    int rounds,
    double seconds) {
  boolean met() {
    return acknowledged > 0 && lost == 0 && duplicated == 0 && broken == 0;
  }
}
