package dev.loopline.metadata.http;

import java.nio.file.Path;

/**
 * Locations that clients give to an experiment for files that they read and write themselves: kept
 * as they are given, a relative path made absolute as MLflow does. The server itself never follows
 * them.
 */
final class ArtifactLocations {
  private ArtifactLocations() {}

  static String absolute(String location) {
    if (location.matches("[A-Za-z][A-Za-z0-9+.\\-]*:.*") || location.startsWith("/")) {
      return location;
    }
    return Path.of("").toAbsolutePath() + "/" + location;
  }
}
