package dev.loopline.kernel.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.stream.Collectors;

/**
 * JSON, read with limits (depth 100, strings of 20 MB, numbers of 1,000 digits and finite, instants
 * of the years 1 to 9999, no duplicate keys, no unknown fields) and written compactly: instants in
 * ISO-8601, absent values left out.
 */
public final class Json {
  private static final ObjectMapper MAPPER = mapper(true);
  private static final ObjectMapper LENIENT = mapper(false);
  private static final ObjectMapper NOT_FINITE =
      new ObjectMapper(factory().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  private static JsonFactoryBuilder factory() {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(100)
                .maxStringLength(20_000_000)
                .maxNumberLength(1_000)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER);
  }

  private static ObjectMapper mapper(boolean refuseUnknown) {
    return JsonMapper.builder(new FiniteJsonFactory(factory()))
        .addModule(new JavaTimeModule())
        .addModule(new SimpleModule().addDeserializer(Instant.class, new BoundedInstants()))
        // A record's components are its fields; what it answers besides is not.
        .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, refuseUnknown)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
        .build();
  }

  /** The shared mapper, for streaming use; never configured further. Refuses unknown fields. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** For protocols that ask that unknown fields be ignored. */
  public static ObjectMapper lenient() {
    return LENIENT;
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A record, map or list as a tree. */
  public static JsonNode tree(Object value) {
    return value instanceof JsonNode node ? node : MAPPER.valueToTree(value);
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** {@link #write} as UTF-8. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  public static JsonNode parse(String text) {
    return read(text, JsonNode.class);
  }

  /** Reads also {@code NaN} and {@code Infinity}, which Python writes and JSON does not know. */
  public static JsonNode parseNotFinite(byte[] json) {
    try {
      return orRefuseEmpty(NOT_FINITE.readValue(json, JsonNode.class));
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** Reads a value; what does not fit is an {@code INVALID_DOCUMENT} that says where. */
  public static <T> T read(String text, Class<T> type) {
    try {
      return orRefuseEmpty(MAPPER.readValue(text, type));
    } catch (IOException e) {
      throw refused(e);
    }
  }

  public static <T> T read(InputStream in, Class<T> type) {
    try {
      return orRefuseEmpty(MAPPER.readValue(in, type));
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** {@link #read}; refuses also what leaves out a component that is not {@code @Nullable}. */
  public static <T> T readWhole(InputStream in, Class<T> type) {
    return RequiredFields.require(read(in, type));
  }

  public static <T> T convert(JsonNode node, Class<T> type) {
    try {
      return orRefuseEmpty(MAPPER.treeToValue(node, type));
    } catch (JsonProcessingException e) {
      throw refused(e);
    }
  }

  private static <T> T orRefuseEmpty(@org.jspecify.annotations.Nullable T value) {
    if (value == null) {
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT, "The document is null; send a JSON object.");
    }
    return value;
  }

  private static RuntimeException refused(IOException error) {
    return switch (error) {
      case UnrecognizedPropertyException e -> unknownField(e);
      case JsonProcessingException e -> {
        String where =
            e.getLocation() == null
                ? ""
                : " at line "
                    + e.getLocation().getLineNr()
                    + ", column "
                    + e.getLocation().getColumnNr();
        yield rootCause(e) instanceof LooplineException own
            ? own
            : new LooplineException(
                KernelError.INVALID_DOCUMENT,
                "The JSON cannot be read" + where + ": " + told(e) + ".",
                e);
      }
      default -> new java.io.UncheckedIOException(error);
    };
  }

  /** What is wrong, without the names of classes and settings that a caller cannot know. */
  private static String told(JsonProcessingException error) {
    String message = String.valueOf(error.getOriginalMessage());
    int internal = message.indexOf('`');
    if (internal < 0) {
      return message;
    }
    if (error instanceof MismatchedInputException mismatched) {
      String at =
          mismatched.getPath().stream()
              .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
              .collect(Collectors.joining("."))
              .replace(".[", "[");
      return (at.isEmpty() ? "the document" : "'" + at + "'") + " is of another kind than expected";
    }
    String plain = message.substring(0, internal).replaceAll("[:,;]?\\s*(enable|from)?\\s*$", "");
    return plain.lastIndexOf('(') > plain.lastIndexOf(')') ? plain + ")" : plain;
  }

  private static Throwable rootCause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static LooplineException unknownField(UnrecognizedPropertyException e) {
    var known = e.getKnownPropertyIds() == null ? java.util.List.of() : e.getKnownPropertyIds();
    String nearest =
        Nearest.to(e.getPropertyName(), known.stream().map(Object::toString).toList())
            .map(n -> " Did you mean '" + n + "'?")
            .orElse("");
    return new LooplineException(
        KernelError.INVALID_DOCUMENT,
        "Unknown field '" + e.getPropertyName() + "'." + nearest + " Known fields: " + known + ".",
        e);
  }
}
