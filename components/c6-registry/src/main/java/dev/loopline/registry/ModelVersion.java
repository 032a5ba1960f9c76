package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** A version of a model as it stands. */
public record ModelVersion(
    String product,
    String model,
    int version,
    Stage stage,
    List<String> aliases,
    Instant createdAt,
    String createdBy,
    NewVersion content,
    List<Change> history) {
  public ModelVersion {
    aliases = List.copyOf(aliases);
    history = List.copyOf(history);
  }

  /**
   * One entry of the append-only history.
   *
   * @param eventTime the product's event time then
   */
  public record Change(
      Instant at, Instant eventTime, String actor, String change, JsonNode evidence) {}
}
