package dev.loopline.kernel.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a component tells the log. Carries references, never personal payloads.
 *
 * @param type what happened, {@code <component>.<thing>.<past participle>}, such as {@code
 *     registry.version.promoted}
 * @param source the component that says so
 * @param subject the id or name of what it happened to
 * @param product the product that it belongs to, where it belongs to one
 * @param actor who did it: a principal's name, or {@code system:<component>}
 * @param data the facts, as a JSON object
 */
public record NewEvent(
    String type,
    String source,
    String subject,
    @Nullable String product,
    String actor,
    JsonNode data) {
  public NewEvent {
    Objects.requireNonNull(type);
    Objects.requireNonNull(subject);
    if (!data.isObject()) {
      throw new IllegalArgumentException("event data must be a JSON object, not " + data);
    }
  }
}
