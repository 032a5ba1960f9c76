package dev.loopline.cli.mlflow;

import java.util.Set;

/** What all parts of one copy share. */
record Copying(Source source, Sink sink, Options options, Tally tally, Workers workers) {
  /**
   * What shall be copied.
   *
   * @param experiments by name; empty for all
   * @param artifacts whether files are copied
   * @param dryRun whether it is only said what would be copied
   * @param again whether what is unchanged is copied again
   * @param merge whether what was made here under the same name is merged with
   */
  record Options(
      Set<String> experiments, boolean artifacts, boolean dryRun, boolean again, boolean merge) {
    Options {
      experiments = Set.copyOf(experiments);
    }
  }
}
