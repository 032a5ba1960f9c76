package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lists of the source, page by page. */
final class Pages {
  private static final int MOST = 1_000_000;

  private Pages() {}

  /** Takes a page. */
  @FunctionalInterface
  interface Handler {
    /**
     * @param before how many items came on the pages before
     */
    void page(List<JsonNode> items, long before);
  }

  /**
   * Hands over page after page. Items may be anything; a list that is none is a {@link
   * SourceFailed}.
   *
   * @param ask for the page of a token, which is empty for the first one
   */
  static void each(String list, Function<String, JsonNode> ask, Handler handler) {
    String token = "";
    long before = 0;
    for (int page = 0; page < MOST; page++) {
      JsonNode answer = ask.apply(token);
      List<JsonNode> items = items(answer, list);
      if (!items.isEmpty()) {
        handler.page(items, before);
        before += items.size();
      }
      String next = answer.path("next_page_token").asText("");
      // A token that leads nowhere, or in a circle, ends the list.
      if (next.isEmpty() || next.equals(token) || items.isEmpty()) {
        return;
      }
      token = next;
    }
  }

  /** MLflow leaves empty lists out. */
  private static List<JsonNode> items(JsonNode answer, String list) {
    JsonNode items = answer.path(list);
    if (!items.isMissingNode() && !items.isArray()) {
      throw new SourceFailed(
          0, "'" + list + "' of an answer is no list; that is no MLflow server's answer");
    }
    if (answer.path("next_page_token").isContainerNode()) {
      throw new SourceFailed(
          0, "'next_page_token' of an answer is no text; that is no MLflow server's answer");
    }
    return items.valueStream().toList();
  }

  static List<JsonNode> all(String list, Function<String, JsonNode> ask) {
    List<JsonNode> all = new ArrayList<>();
    each(list, ask, (items, before) -> all.addAll(items));
    return all;
  }
}
