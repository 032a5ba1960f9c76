package dev.loopline.workflow.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Walks a JSON tree for templates. */
public final class Template {
  private static final Pattern TEMPLATE = Pattern.compile("\\$\\{([^}]*)}");

  private Template() {}

  public static boolean holdsOne(JsonNode value) {
    return value.isTextual() && TEMPLATE.matcher(value.textValue()).find();
  }

  /** Hands each template's dotted path and the JSON pointer of its string to {@code found}. */
  public static void visit(JsonNode node, String pointer, BiConsumer<String, List<String>> found) {
    if (node.isTextual()) {
      Matcher matcher = TEMPLATE.matcher(node.textValue());
      while (matcher.find()) {
        found.accept(pointer, path(matcher.group(1)));
      }
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              e ->
                  visit(
                      e.getValue(),
                      pointer + "/" + e.getKey().replace("~", "~0").replace("/", "~1"),
                      found));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        visit(node.get(i), pointer + "/" + i, found);
      }
    }
  }

  /**
   * The tree with its templates filled in from {@code scope}. A string that is one template becomes
   * the value itself, with its JSON type. One without a value is an {@link
   * UnknownReferenceException}.
   */
  public static JsonNode fill(JsonNode node, JsonNode scope) {
    if (node.isTextual()) {
      return fillText(node.textValue(), scope);
    }
    if (node.isObject()) {
      ObjectNode filled = Json.object();
      node.properties().forEach(e -> filled.set(e.getKey(), fill(e.getValue(), scope)));
      return filled;
    }
    if (node.isArray()) {
      ArrayNode filled = Json.mapper().createArrayNode();
      node.forEach(item -> filled.add(fill(item, scope)));
      return filled;
    }
    return node;
  }

  private static JsonNode fillText(String text, JsonNode scope) {
    Matcher matcher = TEMPLATE.matcher(text);
    if (matcher.matches()) {
      return resolve(matcher.group(1), scope);
    }
    matcher.reset();
    String filled =
        matcher.replaceAll(
            m -> {
              JsonNode value = resolve(m.group(1), scope);
              return Matcher.quoteReplacement(
                  value.isValueNode() ? value.asText() : Json.write(value));
            });
    return TextNode.valueOf(filled);
  }

  private static JsonNode resolve(String expression, JsonNode scope) {
    JsonNode value = scope;
    List<String> walked = new ArrayList<>();
    for (String part : path(expression)) {
      JsonNode next = value.isArray() ? element(value, part) : value.path(part);
      if (next.isMissingNode()) {
        throw new UnknownReferenceException(expression, String.join(".", walked), names(value));
      }
      value = next;
      walked.add(part);
    }
    return value;
  }

  private static JsonNode element(JsonNode array, String index) {
    return array.path(index.matches("\\d{1,6}") ? Integer.parseInt(index) : -1);
  }

  private static List<String> names(JsonNode value) {
    List<String> names = new ArrayList<>();
    value.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> path(String expression) {
    return List.of(expression.strip().split("\\.", -1));
  }
}
