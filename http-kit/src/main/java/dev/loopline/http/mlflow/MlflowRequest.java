package dev.loopline.http.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message of MLflow's protocol: fields by name, missing and ill-typed ones refused in the words
 * that its clients check. Unknown fields are ignored, as protocol buffers do; null is unset.
 *
 * @param path where the message stands in the request, such as {@code metrics[0]}; empty at the top
 */
public record MlflowRequest(JsonNode json, String path) {
  private static final String SEE =
      ". See the API docs for more information about request parameters.";

  /** The query of a GET that has one; else the body. */
  public static MlflowRequest of(Call call) {
    String method = call.request().prologue().method().text();
    if (method.equals("GET") && !call.request().query().isEmpty()) {
      return new MlflowRequest(query(call), "");
    }
    return parse(body(call));
  }

  /** The body's bytes, for those who can read the usual ones faster than {@link #parse}. */
  public static byte[] body(Call call) {
    String method = call.request().prologue().method().text();
    if (method.equals("POST") || method.equals("PUT")) {
      requireJson(call);
    }
    try {
      return call.stream().readAllBytes();
    } catch (IOException e) {
      throw new LooplineException(
          MlflowError.INVALID_PARAMETER_VALUE, "The request body broke off.", e);
    }
  }

  public static MlflowRequest parse(byte[] body) {
    return new MlflowRequest(document(body), "");
  }

  private static JsonNode query(Call call) {
    ObjectNode fields = Json.object();
    for (String name : call.request().query().names()) {
      List<String> values = call.queryAll(name);
      if (values.size() == 1) {
        fields.put(name, values.getFirst());
      } else {
        ArrayNode list = fields.putArray(name);
        values.forEach(list::add);
      }
    }
    return fields;
  }

  private static void requireJson(Call call) {
    String type = call.header("Content-Type").orElse("");
    if (!type.split(";", 2)[0].equals("application/json")) {
      boolean harmless = !type.isEmpty() && type.matches("[a-zA-Z0-9\\-/;,+_ ]*");
      throw invalid(
          "Bad Request. Content-Type must be one of [application/json]."
              + (harmless ? " Got '" + type + "'." : ""));
    }
  }

  private static JsonNode document(byte[] bytes) {
    if (bytes.length == 0) {
      return Json.object();
    }
    JsonNode json = Json.parseNotFinite(bytes);
    // Some clients encode the document twice.
    JsonNode document =
        json.isTextual()
            ? Json.parseNotFinite(json.asText().getBytes(StandardCharsets.UTF_8))
            : json;
    if (!document.isObject()) {
      throw invalid("The request body must be a JSON object.");
    }
    return document;
  }

  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** A text that must be there; an empty one counts as missing. */
  public String text(String name) {
    String value = optionalText(name);
    if (value == null || value.isEmpty()) {
      throw missing(name);
    }
    return value;
  }

  public @Nullable String optionalText(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw illTyped(name, node);
    }
    return node.asText();
  }

  /** The text, or the empty one. */
  public String textOrEmpty(String name) {
    String value = optionalText(name);
    return value == null ? "" : value;
  }

  /** An id that some clients send as a number. */
  public String idText(String name) {
    JsonNode node = json.path(name);
    return node.isIntegralNumber() ? node.asText() : text(name);
  }

  /** An enumeration's name or number, or the empty text. */
  public String textOrNumber(String name) {
    JsonNode node = json.path(name);
    return node.isIntegralNumber() ? node.asText() : textOrEmpty(name);
  }

  /** The run's id, which older clients call {@code run_uuid}. */
  public String runId() {
    String id = optionalText("run_id");
    if (id != null && !id.isEmpty()) {
      return id;
    }
    return has("run_uuid") ? text("run_uuid") : text("run_id");
  }

  public @Nullable Long optionalLong(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.asLong();
    }
    boolean whole = node.isNumber() && node.canConvertToLong() && node.asDouble() == node.asLong();
    try {
      return node.isTextual()
          ? Long.valueOf(node.asText())
          : whole ? Long.valueOf(node.asLong()) : refuse(name, node);
    } catch (NumberFormatException e) {
      throw illTyped(name, node);
    }
  }

  private Long refuse(String name, JsonNode node) {
    throw illTyped(name, node);
  }

  public long requiredLong(String name) {
    Long value = optionalLong(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  public @Nullable Boolean optionalBoolean(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isBoolean()) {
      return node.asBoolean();
    }
    String text = node.asText("").toLowerCase(Locale.ROOT);
    if (node.isTextual() && (text.equals("true") || text.equals("false"))) {
      return text.equals("true");
    }
    throw invalid("Invalid boolean value: " + node.asText() + ", must be 'true' or 'false'.");
  }

  /** A number, or one of the texts {@code NaN}, {@code Infinity}, {@code -Infinity}. */
  public double number(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      throw missing(name);
    }
    if (node.isNumber()) {
      return node.asDouble();
    }
    if (node.isBoolean()) {
      return node.asBoolean() ? 1 : 0;
    }
    return switch (node.asText("")) {
      case "NaN" -> Double.NaN;
      case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
      case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> parsed(name, node);
    };
  }

  private double parsed(String name, JsonNode node) {
    try {
      if (node.isTextual() && node.asText().matches("[-+0-9.eE]{1,400}")) {
        return Double.parseDouble(node.asText());
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for all that is no number.
    }
    throw illTyped(name, node);
  }

  /** A message within; an empty one where there is none. */
  public MlflowRequest message(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return new MlflowRequest(Json.object(), at(name));
    }
    if (!node.isObject()) {
      throw illTyped(name, node);
    }
    return new MlflowRequest(node, at(name));
  }

  /** Messages within; none where the field is unset. */
  public List<MlflowRequest> list(String name) {
    JsonNode node = array(name);
    List<MlflowRequest> items = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      if (!node.get(i).isObject()) {
        throw illTyped(name, node);
      }
      items.add(new MlflowRequest(node.get(i), at(name) + "[" + i + "]"));
    }
    return items;
  }

  /** A list that must be there; an empty one is. */
  public List<MlflowRequest> requiredList(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    return list(name);
  }

  /** Texts; in a query one stands for a list of one. Numbers count as their text. */
  public List<String> texts(String name) {
    JsonNode one = json.path(name);
    if (one.isTextual()) {
      return List.of(one.asText());
    }
    JsonNode node = array(name);
    List<String> texts = new ArrayList<>(node.size());
    for (JsonNode item : node) {
      if (!item.isTextual() && !item.isIntegralNumber()) {
        throw illTyped(name, node);
      }
      texts.add(item.asText());
    }
    return texts;
  }

  private JsonNode array(String name) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Json.mapper().createArrayNode();
    }
    if (!node.isArray()) {
      throw illTyped(name, node);
    }
    return node;
  }

  /** A message of {@code key} and {@code value}, the value empty where there is none. */
  public Map.Entry<String, String> pair() {
    return Map.entry(text("key"), textOrEmpty("value"));
  }

  /**
   * Messages of {@code key} and {@code value} as a map in their order; the last one of a key wins.
   */
  public Map<String, String> pairs(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    list(name).forEach(pair -> pairs.put(pair.text("key"), pair.textOrEmpty("value")));
    return pairs;
  }

  /** A field's place in the whole request. */
  public String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public LooplineException missing(String name) {
    return invalid("Missing value for required parameter '" + at(name) + "'" + SEE);
  }

  public LooplineException illTyped(String name, JsonNode node) {
    return invalid(
        "Invalid value "
            + Json.write(sorted(node))
            + " for parameter '"
            + at(name)
            + "' supplied:  Hint: Value was of type '"
            + type(node)
            + "'"
            + SEE);
  }

  /** MLflow writes the keys of a refused value sorted. */
  private static Object sorted(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    Map<String, JsonNode> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      fields.put(field.getKey(), field.getValue());
    }
    return fields;
  }

  /** As Python calls it. */
  private static String type(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "str";
      case NUMBER -> node.isIntegralNumber() ? "int" : "float";
      case BOOLEAN -> "bool";
      case ARRAY -> "list";
      case OBJECT, POJO -> "dict";
      case NULL, MISSING, BINARY -> "NoneType";
    };
  }

  /**
   * How many results are asked for.
   *
   * @param most more is refused; {@link Integer#MAX_VALUE} for no limit
   */
  public int maxResults(int fallback, int most) {
    Long wanted = optionalLong("max_results");
    if (wanted == null) {
      return fallback;
    }
    if (wanted < 1) {
      throw invalid(
          "Invalid value "
              + wanted
              + " for parameter 'max_results' supplied. It must be a positive integer");
    }
    if (wanted > most) {
      throw invalid(
          "Invalid value "
              + wanted
              + " for parameter 'max_results' supplied. It must be at most "
              + most);
    }
    return wanted.intValue();
  }

  /** One of an enumeration's names; null where it is unset. */
  public <E extends Enum<E>> @Nullable E optionalEnum(String name, Class<E> type) {
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(node.asText())) {
        return value;
      }
    }
    throw illTyped(name, node);
  }

  public static LooplineException invalid(String message) {
    return new LooplineException(MlflowError.INVALID_PARAMETER_VALUE, message);
  }
}
