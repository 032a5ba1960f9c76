package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelCard;
import dev.loopline.registry.RegistryError;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a model card as it was sent. A card is read by people who rely on it, so nothing in it is
 * guessed: a number is no text, and no text a number.
 */
final class CardMessage {
  private static final int TEXT = 20_000;
  private static final int NAME = 500;
  private static final int MOST = 1_000;

  private CardMessage() {}

  static ModelCard read(JsonNode card) {
    object("the card", card);
    for (String field : List.of("intendedUse", "limitations", "data")) {
      text(field, card.path(field), TEXT);
    }
    text("owner", card.path("owner"), NAME);
    risk(card.path("risk"));
    slices(card.path("slices"));
    more(card.path("more"));
    return Json.read(new ByteArrayInputStream(Json.bytes(card)), ModelCard.class);
  }

  private static void risk(JsonNode risk) {
    if (isAbsent(risk)) {
      return;
    }
    object("risk", risk);
    List<String> levels = Arrays.stream(ModelCard.Level.values()).map(Enum::name).toList();
    if (!risk.path("level").isTextual() || !levels.contains(risk.path("level").asText())) {
      throw invalid(
          "'risk.level' is " + shown(risk.path("level")) + "; it is one of " + levels + ".");
    }
    text("risk.reason", risk.path("reason"), TEXT);
  }

  private static void slices(JsonNode slices) {
    if (isAbsent(slices)) {
      return;
    }
    if (!slices.isArray() || slices.size() > MOST) {
      throw invalid("'slices' must be a list of at most " + MOST + " slices.");
    }
    for (int i = 0; i < slices.size(); i++) {
      slice("slices[" + i + "]", slices.path(i));
    }
  }

  private static void slice(String at, JsonNode slice) {
    object(at, slice);
    text(at + ".name", slice.path("name"), NAME);
    if (slice.path("name").asText().isBlank()) {
      throw invalid("'" + at + ".name' is missing; name the part of the data.");
    }
    JsonNode rows = slice.path("rows");
    if (!isAbsent(rows)
        && !(rows.canConvertToLong() && rows.isIntegralNumber() && rows.asLong() >= 0)) {
      throw invalid("'" + at + ".rows' is " + shown(rows) + "; it is a count, 0 or more.");
    }
    JsonNode metrics = slice.path("metrics");
    if (isAbsent(metrics)) {
      return;
    }
    object(at + ".metrics", metrics);
    names(at + ".metrics", metrics);
    metrics
        .properties()
        .forEach(
            metric -> {
              if (!metric.getValue().isNumber() || !Double.isFinite(metric.getValue().asDouble())) {
                throw invalid(
                    "'"
                        + at
                        + ".metrics."
                        + metric.getKey()
                        + "' is "
                        + shown(metric.getValue())
                        + "; it is a finite number.");
              }
            });
  }

  private static void more(JsonNode more) {
    if (!isAbsent(more)) {
      object("more", more);
      names("more", more);
    }
  }

  private static void names(String at, JsonNode object) {
    if (object.size() > MOST) {
      throw invalid("'" + at + "' has more than " + MOST + " fields.");
    }
    for (String name : object.properties().stream().map(java.util.Map.Entry::getKey).toList()) {
      if (name.isBlank() || name.length() > NAME) {
        throw invalid("Each name in '" + at + "' has 1 to " + NAME + " characters.");
      }
    }
  }

  private static void object(String at, JsonNode node) {
    if (!node.isObject()) {
      throw invalid("'" + at + "' is " + shown(node) + "; it is a JSON object.");
    }
  }

  private static void text(String at, JsonNode node, int most) {
    if (isAbsent(node)) {
      return;
    }
    if (!node.isTextual()) {
      throw invalid("'" + at + "' is " + shown(node) + "; it is a text.");
    }
    if (node.asText().length() > most) {
      throw invalid("'" + at + "' has more than " + most + " characters; link to what is longer.");
    }
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : Json.write(node);
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }

  private static LooplineException invalid(String message) {
    return new LooplineException(RegistryError.CARD_INVALID, message);
  }
}
