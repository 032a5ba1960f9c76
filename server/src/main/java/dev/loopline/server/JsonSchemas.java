package dev.loopline.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON Schemas of records, as Jackson writes them; each record once, under its name. */
final class JsonSchemas {
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class, short.class, Short.class);
  private static final Map<Class<?>, String> FORMATS =
      Map.of(Instant.class, "date-time", Duration.class, "duration", LocalDate.class, "date");

  private final ObjectNode schemas;
  private final Map<String, Class<?>> classes = new HashMap<>();

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
    if (type.isRecord()) {
      return reference(type);
    } else if (type.isEnum()) {
      ObjectNode values = Json.object().put("type", "string");
      for (Object value : type.getEnumConstants()) {
        values.withArray("enum").add(((Enum<?>) value).name());
      }
      return values;
    } else if (type.isArray() && type != byte[].class) {
      return array(of(type.getComponentType()));
    } else if (type == Object.class || JsonNode.class.isAssignableFrom(type)) {
      return Json.object();
    }
    return simple(type);
  }

  private static ObjectNode simple(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return Json.object().put("type", "boolean");
    } else if (WHOLE.contains(type)) {
      return Json.object().put("type", "integer");
    } else if (type == double.class || type == float.class || Number.class.isAssignableFrom(type)) {
      return Json.object().put("type", "number");
    }
    // Bytes travel as base64.
    boolean text = type == String.class || type == byte[].class || FORMATS.containsKey(type);
    ObjectNode schema = Json.object().put("type", text ? "string" : "object");
    String format = FORMATS.get(type);
    return format == null ? schema : schema.put("format", format);
  }

  private ObjectNode reference(Class<?> type) {
    String name = name(type);
    Class<?> known = classes.putIfAbsent(name, type);
    if (known == null) {
      ObjectNode schema = schemas.putObject(name).put("type", "object");
      ObjectNode properties = schema.putObject("properties");
      for (RecordComponent component : type.getRecordComponents()) {
        properties.set(component.getName(), of(component.getGenericType()));
        if (!mayBeAbsent(component)) {
          schema.withArray("required").add(component.getName());
        }
      }
    } else if (known != type) {
      throw new IllegalStateException(
          known + " and " + type + " would have one schema name; rename one of them");
    }
    return pointer(name);
  }

  private static boolean mayBeAbsent(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
        || component.getType() == Optional.class;
  }

  /** The name of a nested class says within which it is. */
  private static String name(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return outer == null ? type.getSimpleName() : name(outer) + "." + type.getSimpleName();
  }

  /** A {@link dev.loopline.http.Page} of these. */
  ObjectNode page(Class<?> item) {
    ObjectNode items = array(of(item));
    String name = name(item) + "Page";
    if (!schemas.has(name)) {
      ObjectNode page = schemas.putObject(name).put("type", "object");
      ObjectNode properties = page.putObject("properties");
      properties.set("items", items);
      properties.putObject("nextCursor").put("type", "string");
      page.withArray("required").add("items");
    }
    return pointer(name);
  }

  private static ObjectNode pointer(String name) {
    return Json.object().put("$ref", "#/components/schemas/" + name);
  }

  private static ObjectNode array(JsonNode items) {
    ObjectNode array = Json.object().put("type", "array");
    array.set("items", items);
    return array;
  }
}
