package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Lists of the source, page by page. */
final class Pages {
  private static final int MOST = 1_000_000;

  private Pages() {}

  /**
   * Hands over page after page.
   *
   * @param ask for the page of a token, which is empty for the first one
   */
  static void each(String list, Function<String, JsonNode> ask, Consumer<List<JsonNode>> handler) {
    String token = "";
    for (int page = 0; page < MOST; page++) {
      JsonNode answer = ask.apply(token);
      List<JsonNode> items = new ArrayList<>();
      answer.path(list).forEach(items::add);
      if (!items.isEmpty()) {
        handler.accept(items);
      }
      String next = answer.path("next_page_token").asText("");
      // A token that leads nowhere, or in a circle, ends the list.
      if (next.isEmpty() || next.equals(token) || items.isEmpty()) {
        return;
      }
      token = next;
    }
  }

  static List<JsonNode> all(String list, Function<String, JsonNode> ask) {
    List<JsonNode> all = new ArrayList<>();
    each(list, ask, all::addAll);
    return all;
  }
}
