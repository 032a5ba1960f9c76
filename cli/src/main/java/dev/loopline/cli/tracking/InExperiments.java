package dev.loopline.cli.tracking;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which experiments something is looked for. */
final class InExperiments {
  @Option(
      names = "--experiment",
      paramLabel = "EXPERIMENT",
      description = "Only those of this one, by name or id; may be repeated.")
  @Nullable List<String> experiments;

  List<String> ids(Tracking tracking) {
    return tracking.experimentIds(experiments == null ? List.of() : experiments);
  }
}
