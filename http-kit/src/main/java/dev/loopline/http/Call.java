package dev.loopline.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request, as a handler sees it. */
public final class Call {
  private static final int PAGE = 50;
  private static final int LARGEST_PAGE = 1000;

  private final Route route;
  private final Map<String, String> path;
  private final Principal principal;
  private final ServerRequest request;
  private final ServerResponse response;

  Call(
      RouteIndex.Match match, Principal principal, ServerRequest request, ServerResponse response) {
    this.route = match.route();
    this.path = match.parameters();
    this.principal = principal;
    this.request = request;
    this.response = response;
  }

  /** A decoded part of the path. */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException(route.path() + " has no {" + name + "}");
    }
    return value;
  }

  public Optional<String> query(String name) {
    return queryAll(name).stream().findFirst();
  }

  public List<String> queryAll(String name) {
    return request.query().contains(name) ? request.query().all(name) : List.of();
  }

  /** A whole number of the query, or its default; anything else is a 400. */
  public int queryInt(String name, int fallback, int min, int max) {
    Optional<String> text = query(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for all that is not such a number.
    }
    throw new LooplineException(
        KernelError.INVALID_ARGUMENT,
        "The query parameter '"
            + name
            + "' is '"
            + text.get()
            + "'; a whole number from "
            + min
            + " to "
            + max
            + " is expected.");
  }

  public PageRequest page() {
    return new PageRequest(query("cursor"), queryInt("limit", PAGE, 1, LARGEST_PAGE));
  }

  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  /** The body as a record; what does not fit is a 400 that says where. */
  public <T> T body(Class<T> type) {
    requireJson();
    return Json.read(stream(), type);
  }

  /** {@link #body}; also what is missing and not {@code @Nullable} is a 400 that says where. */
  public <T> T wholeBody(Class<T> type) {
    requireJson();
    return Json.readWhole(stream(), type);
  }

  public JsonNode json() {
    return body(JsonNode.class);
  }

  /** The body's bytes, up to the route's limit. */
  public InputStream stream() {
    if (!request.content().hasEntity()) {
      return InputStream.nullInputStream();
    }
    try {
      return new LimitedInputStream(request.content().inputStream(), route.maxBody());
    } catch (UncheckedIOException e) {
      // What says gzip and is not shows already here.
      throw new UncheckedIOException(new BrokenBodyException(e));
    }
  }

  public Principal principal() {
    return principal;
  }

  public ServerRequest request() {
    return request;
  }

  public ServerResponse response() {
    return response;
  }

  /**
   * A page of another site may send a body without a type, or as plain text, in a user's name; as
   * JSON it may not. So JSON says that it is.
   */
  private void requireJson() {
    String type = header("Content-Type").orElse("");
    boolean json = type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    if (!json && request.content().hasEntity()) {
      throw new LooplineException(
          HttpError.UNSUPPORTED_MEDIA_TYPE,
          "The body "
              + (type.isEmpty() ? "has no Content-Type" : "is " + type)
              + "; send it as application/json.");
    }
  }
}
