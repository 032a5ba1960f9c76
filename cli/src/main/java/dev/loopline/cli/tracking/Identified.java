package dev.loopline.cli.tracking;

import picocli.CommandLine.Parameters;

/** Which run. */
final class Identified {
  @Parameters(index = "0", paramLabel = "RUN", description = "Its id.")
  String id = "";
}
