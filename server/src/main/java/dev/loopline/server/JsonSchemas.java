package dev.loopline.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of records, as Jackson writes them; each record once, under its simple name. */
final class JsonSchemas {
  private final ObjectNode schemas;

  JsonSchemas(ObjectNode schemas) {
    this.schemas = schemas;
  }

  ObjectNode of(Type type) {
    return switch (type) {
      case Class<?> c -> ofClass(c);
      case ParameterizedType p when p.getRawType() instanceof Class<?> raw -> ofGeneric(p, raw);
      case GenericArrayType a -> array(of(a.getGenericComponentType()));
      default -> Json.object();
    };
  }

  private ObjectNode ofGeneric(ParameterizedType type, Class<?> raw) {
    Type[] arguments = type.getActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      return array(of(arguments[0]));
    } else if (Map.class.isAssignableFrom(raw)) {
      ObjectNode map = Json.object().put("type", "object");
      map.set("additionalProperties", of(arguments[1]));
      return map;
    } else if (raw == Optional.class) {
      return of(arguments[0]);
    }
    return ofClass(raw);
  }

  private ObjectNode ofClass(Class<?> type) {
    if (type == String.class || type == Character.class) {
      return Json.object().put("type", "string");
    } else if (type == boolean.class || type == Boolean.class) {
      return Json.object().put("type", "boolean");
    } else if (type == int.class
        || type == long.class
        || type == Integer.class
        || type == Long.class) {
      return Json.object().put("type", "integer");
    } else if (type == double.class || type == float.class || Number.class.isAssignableFrom(type)) {
      return Json.object().put("type", "number");
    } else if (type == Instant.class) {
      return Json.object().put("type", "string").put("format", "date-time");
    } else if (type.isEnum()) {
      ObjectNode values = Json.object().put("type", "string");
      for (Object value : type.getEnumConstants()) {
        values.withArray("enum").add(value.toString());
      }
      return values;
    } else if (type.isArray()) {
      return array(of(type.getComponentType()));
    } else if (type.isRecord()) {
      return reference(type);
    }
    return JsonNode.class.isAssignableFrom(type)
        ? Json.object()
        : Json.object().put("type", "object");
  }

  private ObjectNode reference(Class<?> type) {
    String name = type.getSimpleName();
    if (!schemas.has(name)) {
      ObjectNode schema = schemas.putObject(name).put("type", "object");
      ObjectNode properties = schema.putObject("properties");
      for (RecordComponent component : type.getRecordComponents()) {
        properties.set(component.getName(), of(component.getGenericType()));
        boolean optional =
            component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                || component.getType() == Optional.class;
        if (!optional) {
          schema.withArray("required").add(component.getName());
        }
      }
    }
    return Json.object().put("$ref", "#/components/schemas/" + name);
  }

  private static ObjectNode array(JsonNode items) {
    ObjectNode array = Json.object().put("type", "array");
    array.set("items", items);
    return array;
  }
}
