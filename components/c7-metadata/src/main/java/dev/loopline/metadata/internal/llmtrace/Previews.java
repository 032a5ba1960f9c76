package dev.loopline.metadata.internal.llmtrace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The short text by which a list of traces shows a request or its response. */
final class Previews {
  private static final int LONGEST = 1_000;

  private Previews() {}

  /**
   * @param json the JSON text of what went in or came out; null where nothing is known
   * @param role whose last chat message tells it: {@code user} or {@code assistant}
   */
  static @Nullable String of(@Nullable String json, String role) {
    if (json == null) {
      return null;
    }
    String text = json;
    try {
      JsonNode value = Json.parse(json);
      String said = value.isObject() ? said(messages(value), role) : "";
      text = said.isEmpty() ? json : said;
    } catch (LooplineException e) {
      // No JSON: shown as it is.
    }
    // PostgreSQL keeps no NUL.
    text = text.replace('\0', '\uFFFD');
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST - 3)) + "...";
  }

  private static List<JsonNode> messages(JsonNode value) {
    JsonNode at = value.path("request").isObject() ? value.path("request") : value;
    List<JsonNode> messages = new ArrayList<>();
    JsonNode choice = at.path("choices").path(0).path("message");
    if (at.path("messages").isArray()) {
      at.path("messages").forEach(messages::add);
    } else if (choice.isObject()) {
      messages.add(choice);
    } else if (at.path("input").isArray()) {
      at.path("input").forEach(messages::add);
    } else if (at.path("output").isArray()) {
      at.path("output").forEach(messages::add);
    }
    messages.removeIf(m -> !m.hasNonNull("role") || !m.hasNonNull("content"));
    return messages;
  }

  private static String said(List<JsonNode> messages, String role) {
    if (messages.isEmpty()) {
      return "";
    }
    JsonNode last = messages.getLast();
    for (JsonNode message : messages) {
      if (message.path("role").asText().equals(role)) {
        last = message;
      }
    }
    boolean own = last.path("role").asText().equals(role);
    return text((own ? last : messages.getLast()).path("content"));
  }

  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    for (JsonNode part : content) {
      if (part.isTextual()) {
        return part.asText();
      }
      String type = part.path("type").asText();
      if (type.equals("text") || type.equals("output_text")) {
        return part.path("text").asText();
      }
    }
    return "";
  }
}
