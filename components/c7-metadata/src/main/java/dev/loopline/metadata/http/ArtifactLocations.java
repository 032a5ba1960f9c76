package dev.loopline.metadata.http;

import dev.loopline.http.mlflow.MlflowRequest;
import java.nio.file.InvalidPathException;
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
    try {
      return Path.of("").toAbsolutePath().resolve(location).normalize().toString();
    } catch (InvalidPathException e) {
      throw MlflowRequest.invalid("The artifact location is no path: " + e.getReason() + ".");
    }
  }
}
