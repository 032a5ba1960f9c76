package dev.loopline.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a route answers. */
public sealed interface Reply {
  /** Writes a body as it goes. */
  @FunctionalInterface
  interface StreamWriter {
    void write(OutputStream out) throws IOException;
  }

  /** A value as JSON. */
  record JsonBody(int status, Object value, Map<String, String> headers) implements Reply {
    public JsonBody {
      headers = Map.copyOf(headers);
    }
  }

  /** Bytes as they are written. */
  record Stream(int status, String mediaType, StreamWriter writer, Map<String, String> headers)
      implements Reply {
    public Stream {
      headers = Map.copyOf(headers);
    }
  }

  /** No body. */
  record Empty(int status, Map<String, String> headers) implements Reply {
    public Empty {
      headers = Map.copyOf(headers);
    }
  }

  /** The handler has written to {@link Call#response()} itself. */
  record Handled() implements Reply {}

  static Reply json(Object value) {
    return json(200, value);
  }

  static Reply json(int status, Object value) {
    return new JsonBody(status, value, Map.of());
  }

  static Reply created(Object value) {
    return json(201, value);
  }

  static Reply empty() {
    return new Empty(204, Map.of());
  }

  static Reply status(int status) {
    return new Empty(status, Map.of());
  }

  static Reply text(String mediaType, String text) {
    return new Stream(
        200,
        mediaType,
        out -> out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        Map.of());
  }

  static Reply stream(String mediaType, StreamWriter writer) {
    return new Stream(200, mediaType, writer, Map.of());
  }

  /**
   * A download that no browser will run: as attachment, nosniff, with a CSP that allows nothing.
   *
   * @param size in bytes; sent as Content-Length, so that a body that breaks off shows
   */
  static Reply attachment(String name, String mediaType, long size, InputStream in) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        "Content-Disposition",
        "attachment; filename=\"" + name.replaceAll("[^\\w. -]", "_") + "\"");
    headers.put("Content-Length", Long.toString(size));
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", "default-src 'none'; sandbox");
    return new Stream(
        200,
        mediaType,
        out -> {
          try (in) {
            in.transferTo(out);
          }
        },
        headers);
  }

  static Reply handled() {
    return new Handled();
  }

  /** The same reply with one more header. */
  default Reply header(String name, String value) {
    return switch (this) {
      case JsonBody r -> new JsonBody(r.status(), r.value(), with(r.headers(), name, value));
      case Stream r ->
          new Stream(r.status(), r.mediaType(), r.writer(), with(r.headers(), name, value));
      case Empty r -> new Empty(r.status(), with(r.headers(), name, value));
      case Handled r -> r;
    };
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return all;
  }
}
