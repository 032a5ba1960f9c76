package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Page tokens that count rows, for lists that are small and change little. */
public final class Offsets {
  private Offsets() {}

  public static String encode(int offset) {
    return Base64.getUrlEncoder().encodeToString(Json.bytes(Json.object().put("offset", offset)));
  }

  /** Zero for no token. */
  public static int decode(String token) {
    if (token.isEmpty()) {
      return 0;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      JsonNode offset = Json.parse(new String(bytes, StandardCharsets.UTF_8)).path("offset");
      if (offset.isInt() && offset.asInt() > 0) {
        return offset.asInt();
      }
    } catch (IllegalArgumentException | LooplineException e) {
      // Falls through to the one message for all that is no token of ours.
    }
    throw MlflowRequest.invalid(
        "Invalid page token, could not base64-decode; pass on the previous page's next_page_token.");
  }
}
