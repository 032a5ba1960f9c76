package dev.loopline.registry;

import dev.loopline.kernel.error.LooplineException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model as it stands.
 *
 * @param product empty for a model that belongs to none
 * @param description null where an update took it away
 * @param decision null while nobody has decided about its promotion
 * @param document what is served and what it was made from; null for a version that was registered
 *     through MLflow
 */
public record ModelVersion(
    String product,
    String model,
    int version,
    Stage stage,
    List<String> aliases,
    Map<String, String> tags,
    @Nullable String description,
    Origin origin,
    Instant createdAt,
    Instant updatedAt,
    String createdBy,
    @Nullable Decision decision,
    @Nullable NewVersion document) {
  public ModelVersion {
    aliases = List.copyOf(aliases);
    tags = Map.copyOf(tags);
  }

  /** How its promotion stands. */
  public enum Decision {
    /** Somebody asked; another one has to approve. */
    REQUESTED,
    PROMOTED,
    REJECTED
  }

  /**
   * What is served, its signature and lineage.
   *
   * @throws LooplineException VERSION_NOT_SERVABLE for a version that has none
   */
  public NewVersion content() {
    if (document == null) {
      throw new LooplineException(
          RegistryError.VERSION_NOT_SERVABLE,
          model
              + " version "
              + version
              + " was registered through MLflow: it has no "
              + NewVersion.ONNX
              + " with a signature that endpoints could serve. Serve a version that a training"
              + " pipeline registered.");
    }
    return document;
  }
}
