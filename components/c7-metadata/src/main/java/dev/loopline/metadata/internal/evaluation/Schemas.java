package dev.loopline.metadata.internal.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.evaluation.EvaluationRecord.Parts;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which fields records have: the type that a field was first seen with stays. */
final class Schemas {
  private static final int MOST_FIELDS = 1_000;

  private Schemas() {}

  static ObjectNode of(@Nullable JsonNode before, Iterable<Parts> records) {
    ObjectNode schema = before instanceof ObjectNode known ? known.deepCopy() : Json.object();
    for (String part : new String[] {"inputs", "outputs", "expectations"}) {
      if (!schema.has(part)) {
        schema.putObject(part);
      }
    }
    for (Parts record : records) {
      see(schema, "inputs", record.inputs());
      see(schema, "outputs", record.outputs());
      see(schema, "expectations", record.expectations());
    }
    return schema.put("version", "1.0");
  }

  private static void see(ObjectNode schema, String part, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return;
    }
    if (!value.isObject()) {
      if (schema.path(part).isEmpty()) {
        schema.put(part, type(value));
      }
    } else if (schema.path(part) instanceof ObjectNode fields) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        if (!fields.has(field.getKey()) && fields.size() < MOST_FIELDS) {
          fields.put(field.getKey(), type(field.getValue()));
        }
      }
    }
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> "null";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "float";
      case STRING, BINARY -> "string";
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
    };
  }

  /** The one text of a value, whatever the order of its keys. */
  static String canonical(JsonNode value) {
    return Json.write(sorted(value));
  }

  private static JsonNode sorted(JsonNode value) {
    if (value.isObject()) {
      ObjectNode sorted = Json.object();
      Map<String, JsonNode> fields = new TreeMap<>();
      value.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
      fields.forEach((key, field) -> sorted.set(key, sorted(field)));
      return sorted;
    }
    if (value.isArray()) {
      var list = Json.mapper().createArrayNode();
      value.forEach(item -> list.add(sorted(item)));
      return list;
    }
    return value;
  }
}
