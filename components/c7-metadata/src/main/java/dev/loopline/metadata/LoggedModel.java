package dev.loopline.metadata;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A model that was logged: it is there before any version of it is registered.
 *
 * @param id {@code m-} and 32 hexadecimal digits
 * @param modelType empty where none was told
 * @param sourceRunId the run that made it, as it was told; empty where none was
 * @param artifactUri the folder of its files
 * @param metrics all points, by name and time
 */
public record LoggedModel(
    String id,
    long experimentId,
    String name,
    String modelType,
    String sourceRunId,
    LoggedModelStatus status,
    Lifecycle lifecycle,
    Instant createdAt,
    Instant updatedAt,
    String artifactUri,
    Map<String, String> tags,
    Map<String, String> params,
    List<ModelMetric> metrics) {
  /** The tag that lists the registered versions made of it. */
  public static final String VERSIONS_TAG = "mlflow.modelVersions";

  public LoggedModel {
    tags = Map.copyOf(tags);
    params = Map.copyOf(params);
    metrics = List.copyOf(metrics);
  }
}
