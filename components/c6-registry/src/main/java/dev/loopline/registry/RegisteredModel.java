package dev.loopline.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A model: a name that versions are registered under.
 *
 * @param product the part of the name before its first dot, where that can be a product's name;
 *     else empty
 * @param aliases the version that each names
 * @param latest the highest version of each stage that has one
 */
public record RegisteredModel(
    String name,
    String product,
    String description,
    Map<String, String> tags,
    Map<String, Integer> aliases,
    List<ModelVersion> latest,
    Instant createdAt,
    Instant updatedAt) {
  /** The tag that makes a model, and its versions, a prompt. */
  public static final String PROMPT_TAG = "mlflow.prompt.is_prompt";

  public RegisteredModel {
    tags = Map.copyOf(tags);
    aliases = Map.copyOf(aliases);
    latest = List.copyOf(latest);
  }

  /** The product of a model of this name; empty for nobody's. */
  public static String productOf(String name) {
    int dot = name.indexOf('.');
    String first = dot < 0 ? "" : name.substring(0, dot);
    return first.matches("[a-z][a-z0-9-]{0,62}") ? first : "";
  }
}
