package dev.loopline.registry.internal;

import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.StoredFile;
import dev.loopline.registry.RegistryError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs, logged models and their files, as far as versions refer to them.
 *
 * @param metadata null where versions are registered without tracking
 */
public record Tracking(@Nullable Metadata metadata) {
  private static final String RUNS = "runs:/";

  /** The folder of a run's files; {@code RESOURCE_DOES_NOT_EXIST} where there is no such run. */
  Optional<String> requireArtifactUri(String run) {
    return metadata == null
        ? Optional.empty()
        : Optional.of(metadata.runs().require(run).info().artifactUri());
  }

  /** A place that refers to a run, as the run's own; any other as it is. */
  String located(String place) {
    if (metadata == null || !place.startsWith(RUNS)) {
      return place;
    }
    String[] parts = place.substring(RUNS.length()).split("/", 2);
    return metadata
        .runs()
        .find(parts[0])
        .map(run -> run.info().artifactUri() + (parts.length > 1 ? "/" + parts[1] : ""))
        .orElse(place);
  }

  /** Where a place lies in this server's store; empty where it lies elsewhere. */
  Optional<SafePath> inStore(String place) {
    return metadata == null ? Optional.empty() : metadata.files().place(located(place));
  }

  /** A logged model that is not deleted. */
  Optional<LoggedModel> logged(String id) {
    return metadata == null
        ? Optional.empty()
        : metadata.models().find(id).filter(model -> model.lifecycle() == Lifecycle.ACTIVE);
  }

  LoggedModel requireLogged(String id) {
    return logged(id)
        .orElseThrow(
            () ->
                new LooplineException(
                    RegistryError.RESOURCE_DOES_NOT_EXIST,
                    "Logged model with ID '" + id + "' not found."));
  }

  /** Notes at the logged model that a version was made of it. Idempotent. */
  void registered(String id, String model, int version) {
    if (metadata != null) {
      metadata.models().registered(id, model, version);
    }
  }

  /** The latest metrics of runs, as far as they are there. */
  Map<String, Map<String, Double>> latest(List<String> runs) {
    return metadata == null || runs.isEmpty() ? Map.of() : metadata.survey().latest(runs);
  }

  List<StoredFile> list(SafePath folder) {
    return metadata == null ? List.of() : metadata.files().list(folder);
  }

  Optional<StoredFile> find(SafePath path) {
    return metadata == null ? Optional.empty() : metadata.files().find(path);
  }
}
