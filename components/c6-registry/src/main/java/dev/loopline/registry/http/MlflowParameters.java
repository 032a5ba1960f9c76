package dev.loopline.registry.http;

import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.registry.SearchQuery;
import java.util.LinkedHashMap;
import java.util.Map;

/** What several requests of MLflow's registry carry alike. */
final class MlflowParameters {
  private MlflowParameters() {}

  /** A version's number, which clients send as a text or as a number. */
  static int version(MlflowRequest request) {
    String text = request.idText("version");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw MlflowRequest.invalid("Parameter 'version' must be an integer, got '" + text + "'.");
    }
  }

  /** Tags; of a key that stands twice the last wins. */
  static Map<String, String> tags(MlflowRequest request) {
    Map<String, String> tags = new LinkedHashMap<>();
    request.list("tags").forEach(tag -> tags.put(tag.text("key"), tag.textOrEmpty("value")));
    return tags;
  }

  static SearchQuery query(MlflowRequest request, int limit) {
    String token = request.textOrEmpty("page_token");
    return new SearchQuery(
        request.textOrEmpty("filter"),
        request.texts("order_by").stream().filter(text -> !text.isBlank()).toList(),
        token.isEmpty() ? null : token,
        limit);
  }
}
