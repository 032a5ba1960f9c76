package dev.loopline.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next asks for what follows; null where nothing does
 */
public record Slice(List<JsonNode> items, @Nullable String next) {
  public Slice {
    items = List.copyOf(items);
  }

  /** A page as our own interface answers it. */
  public static Slice ofPage(JsonNode page) {
    return of(page.path("items"), page.path("nextCursor"), Function.identity());
  }

  /** A page as MLflow's protocol answers it. */
  public static Slice ofMlflow(
      JsonNode answer, String list, Function<JsonNode, ? extends JsonNode> shape) {
    return of(answer.path(list), answer.path("next_page_token"), shape);
  }

  private static Slice of(
      JsonNode items, JsonNode next, Function<JsonNode, ? extends JsonNode> shape) {
    List<JsonNode> shaped = items.valueStream().<JsonNode>map(shape::apply).toList();
    String token = next.asText("");
    return new Slice(shaped, token.isEmpty() || next.isNull() ? null : token);
  }
}
