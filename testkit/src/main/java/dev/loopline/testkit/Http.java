package dev.loopline.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A small HTTP client for tests: says what came back, throws nothing for a status. */
public final class Http {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  public Http(String base) {
    this.base = base;
  }

  /** An answer; {@link #json} only for those that are JSON. */
  public record Answer(int status, byte[] body, HttpResponse<byte[]> response) {
    public JsonNode json() {
      return Json.parse(text());
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The code of a problem response. */
    public String code() {
      return json().path("code").asText();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  public Answer post(String path, Object body) {
    return send("POST", path, body);
  }

  /** Sends a record, map or JSON text as application/json. */
  public Answer send(String method, String path, Object body) {
    String text = body instanceof String s ? s : Json.write(body);
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(text)));
  }

  public Answer put(String path, byte[] body) {
    return send(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(body)));
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path));
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
