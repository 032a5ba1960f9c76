package dev.loopline.metadata.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.TrackingError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Where a run stands in an order: its rank and value in each key, then when it started and its id.
 * As a cursor it holds whatever is added or goes meanwhile.
 */
record Position(List<Integer> ranks, List<Object> values, long startedAt, String id) {
  Position {
    ranks = List.copyOf(ranks);
    values = List.copyOf(values);
  }

  String encode() {
    ArrayNode all = Json.mapper().createArrayNode();
    for (int i = 0; i < ranks.size(); i++) {
      all.add(ranks.get(i));
      all.add(Json.tree(values.get(i)));
    }
    all.add(startedAt).add(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(all));
  }

  static Position decode(String token, List<SortKey> keys) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      JsonNode all = Json.parse(text);
      if (all.size() != keys.size() * 2 + 2) {
        throw invalid();
      }
      List<Integer> ranks = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        ranks.add(all.path(2 * i).asInt());
        JsonNode value = all.path(2 * i + 1);
        values.add(keys.get(i).isText() ? value.asText() : (Object) number(value));
      }
      int rest = 2 * keys.size();
      return new Position(ranks, values, all.path(rest).asLong(), all.path(rest + 1).asText());
    } catch (IllegalArgumentException | LooplineException e) {
      throw invalid();
    }
  }

  private static Number number(JsonNode value) {
    return value.isIntegralNumber() ? (Number) value.asLong() : value.asDouble();
  }

  private static LooplineException invalid() {
    return new LooplineException(
        TrackingError.INVALID_PARAMETER_VALUE,
        "Invalid page token: it is not one of this search; pass on the previous page's"
            + " next_page_token with the same query.");
  }
}
