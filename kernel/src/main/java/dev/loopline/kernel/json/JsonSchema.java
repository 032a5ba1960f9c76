package dev.loopline.kernel.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A published JSON Schema (draft 2020-12) that documents are held against. */
public final class JsonSchema {
  private final String source;
  private @Nullable Schema schema;

  private JsonSchema(String source) {
    this.source = source;
  }

  /** Loads a schema from the class path of {@code owner}. */
  public static JsonSchema load(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no schema " + resource + " beside " + owner);
      }
      return new JsonSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode document() {
    return Json.parse(source);
  }

  /** What is wrong with the document, in the order of its lines; empty where it fits. */
  public List<Violation> validate(YamlDocument document) {
    return schema().validate(document.tree()).stream()
        .map(
            error -> {
              String pointer = error.getInstanceLocation().toString();
              return new Violation(
                  document.file(),
                  document.line(pointer),
                  pointer,
                  describe(error.getMessage(), pointer));
            })
        .sorted(java.util.Comparator.comparingInt(Violation::line))
        .toList();
  }

  /** Read when a document first comes: a server that starts has none, and would wait for it. */
  private synchronized Schema schema() {
    Schema read = schema;
    if (read == null) {
      read =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(source, InputFormat.JSON);
      schema = read;
    }
    return read;
  }

  private static String describe(String message, String pointer) {
    String where = pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.') + ": ";
    return where + message;
  }
}
