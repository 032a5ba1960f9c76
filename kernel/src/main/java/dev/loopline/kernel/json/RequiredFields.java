package dev.loopline.kernel.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds records that were read to what their types say: a component that is not {@link Nullable} is
 * there. Jackson itself leaves out what a document leaves out.
 */
final class RequiredFields {
  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          List<Field> fields = new ArrayList<>();
          for (RecordComponent component : type.getRecordComponents()) {
            if (!component.getType().isPrimitive()) {
              component.getAccessor().setAccessible(true);
              fields.add(Field.of(component));
            }
          }
          return List.copyOf(fields);
        }
      };

  private RequiredFields() {}

  private record Field(RecordComponent component, String name, boolean isOptional) {
    static Field of(RecordComponent component) {
      JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
      String name = named == null || named.value().isEmpty() ? component.getName() : named.value();
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      return new Field(component, name, optional);
    }

    @Nullable Object of(Record value) {
      try {
        return component.getAccessor().invoke(value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(component + " cannot be read", e);
      }
    }
  }

  /** Refuses a value with a part missing, as an {@code INVALID_DOCUMENT} that names the part. */
  static <T> T require(T value) {
    check(value, "");
    return value;
  }

  private static void check(Object value, String path) {
    switch (value) {
      case Record part -> {
        for (Field field : FIELDS.get(part.getClass())) {
          String at = path.isEmpty() ? field.name() : path + "." + field.name();
          Object held = field.of(part);
          if (held != null) {
            check(held, at);
          } else if (!field.isOptional()) {
            throw missing(at);
          }
        }
      }
      case Collection<?> items -> {
        int i = 0;
        for (Object item : items) {
          checkItem(item, path + "[" + i++ + "]");
        }
      }
      case Map<?, ?> entries -> entries.forEach((key, item) -> checkItem(item, path + "." + key));
      default -> {}
    }
  }

  private static void checkItem(@Nullable Object item, String path) {
    if (item == null) {
      throw missing(path);
    }
    check(item, path);
  }

  private static LooplineException missing(String path) {
    return new LooplineException(
        KernelError.INVALID_DOCUMENT, "The field '" + path + "' is missing; it must have a value.");
  }
}
