package dev.loopline.metadata.imports;

import dev.loopline.metadata.Limits;
import dev.loopline.metadata.LoggedModelStatus;
import dev.loopline.metadata.ModelMetric;
import dev.loopline.metadata.NewLoggedModel;
import java.time.Instant;
import java.util.List;

/**
 * A logged model of another server.
 *
 * @param id {@code m-} and 32 hexadecimal digits, as there
 * @param content with the id of its experiment here
 */
public record ImportedModel(
    String id,
    NewLoggedModel content,
    LoggedModelStatus status,
    Instant createdAt,
    Instant updatedAt,
    List<ModelMetric> metrics) {
  private static final int MOST = 100_000;

  public ImportedModel {
    if (!id.matches("m-[0-9a-f]{32}")) {
      throw Limits.invalidValue(
          "model_id", id, "A logged model's id is m- and 32 hexadecimal digits.");
    }
    if (metrics.size() > MOST) {
      throw Limits.invalid("A logged model takes at most " + MOST + " metrics.");
    }
    metrics = List.copyOf(metrics);
  }
}
