package dev.loopline.cli.tracking;

import dev.loopline.cli.tracking.Tracking.View;
import picocli.CommandLine.Option;

/** Whether those that are there are wanted, or those that were deleted. */
final class Deletion {
  @Option(names = "--deleted", description = "Those that were deleted.")
  boolean deleted;

  View view() {
    return deleted ? View.DELETED_ONLY : View.ACTIVE_ONLY;
  }
}
