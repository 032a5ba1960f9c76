package dev.loopline.cli.mlflow;

/**
 * How far the copy of something came, as the ledger keeps it: with the fingerprint of what the
 * source said of it, so that what changed meanwhile is copied anew.
 *
 * @param said the ledger's word; empty for none
 * @param print the fingerprint of what the source says now
 */
record CopyState(String said, String print) {
  private static final String BEGUN = "begun:";
  private static final String BARE = "bare:";

  /** Whether nothing is left to copy, if it does not change any more. */
  boolean isDone(Copying.Options options) {
    return !options.again()
        && (said.equals(print) || (!options.artifacts() && said.equals(BARE + print)));
  }

  /** Whether an earlier copy of the same was broken off: the files that it has brought count. */
  boolean isContinued(Copying.Options options) {
    return !options.again() && (said.equals(print) || said.equals(BEGUN + print));
  }

  /** All of it is there, or all but its files where none were wanted. */
  String done(Copying.Options options) {
    return options.artifacts() ? print : BARE + print;
  }

  /** Some of it is there. */
  String begun() {
    return BEGUN + print;
  }
}
