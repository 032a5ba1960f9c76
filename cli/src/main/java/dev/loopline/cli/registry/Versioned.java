package dev.loopline.cli.registry;

import picocli.CommandLine.Parameters;

/** Which version of which model. */
final class Versioned {
  @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
  String model = "";

  @Parameters(index = "1", paramLabel = "N", description = "The version's number.")
  int version;
}
