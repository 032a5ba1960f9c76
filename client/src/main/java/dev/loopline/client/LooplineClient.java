package dev.loopline.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls a Loopline server. Safe for many threads. Every call throws {@link RefusedException} where
 * the server refuses, and {@link UnreachableException} where it cannot be asked.
 */
public final class LooplineClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CALL = Duration.ofMinutes(2);
  private static final Duration TRANSFER = Duration.ofHours(6);
  private static final int LONGEST_REFUSAL = 1 << 20;

  private final URI server;
  private final Optional<String> token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * @param server such as {@code http://localhost:8080}
   * @param token a bearer token, where the server asks for one
   */
  public LooplineClient(URI server, Optional<String> token) {
    this.server = server;
    this.token = token;
  }

  /** A scored entity. */
  public record Prediction(String id, String key, double score, int version) {}

  /** An outcome, and when it became known in event time. */
  public record Label(String key, boolean value, Instant time) {}

  /** Where the server listens. */
  public URI server() {
    return server;
  }

  /** Creates a product. */
  public void createProduct(String product) {
    post("/api/v1/products", Map.of("name", product));
  }

  /** Uploads a CSV file, plain or gzipped, as a source's newest revision. */
  public JsonNode uploadSource(String product, String source, Path file) {
    try {
      return send(
          request(path(product, "sources", source, "files", file.getFileName().toString()))
              .PUT(BodyPublishers.ofFile(file)),
          CALL);
    } catch (IOException e) {
      throw new UnreachableException(file + " cannot be read", e);
    }
  }

  /**
   * Analyses a source.
   *
   * @param eventTime an SQL expression over its columns
   */
  public JsonNode analyze(
      String product, String source, String label, String eventTime, String knownAt) {
    return post(
        path(product, "sources", source, "analysis"),
        Map.of("label", label, "eventTime", eventTime, "knownAt", knownAt));
  }

  /** Pushes rows of a declared source; durable and online when it returns. */
  public JsonNode pushRows(String product, String source, List<Map<String, Object>> rows) {
    return post(path(product, "sources", source, "rows"), Map.of("rows", rows));
  }

  /** Scores entities by key. */
  public List<Prediction> predict(String product, String endpoint, List<String> keys) {
    JsonNode answer = post(path(product, "endpoints", endpoint, "predict"), Map.of("keys", keys));
    List<Prediction> predictions = new ArrayList<>();
    for (JsonNode p : answer.path("predictions")) {
      predictions.add(
          new Prediction(
              p.path("id").asText(),
              p.path("key").asText(),
              p.path("score").asDouble(),
              p.path("version").asInt()));
    }
    return predictions;
  }

  /** Records outcomes; the same again changes nothing. */
  public JsonNode recordLabels(String product, List<Label> labels) {
    List<Map<String, Object>> all =
        labels.stream()
            .map(
                l ->
                    Map.<String, Object>of(
                        "key", l.key(), "value", l.value(), "time", l.time().toString()))
            .toList();
    return post(path(product, "labels"), Map.of("labels", all));
  }

  /** Moves the product's event time forward. */
  public void advance(String product, Instant to) {
    post(path(product, "event-time"), Map.of("at", to.toString()));
  }

  /** Waits until all triggered work has come to rest; false when the time is over before. */
  public boolean awaitRest(Duration atMost) {
    return send(
            request("/api/v1/rest?timeout=" + atMost.toSeconds()).POST(BodyPublishers.noBody()),
            atMost.plus(CALL))
        .path("atRest")
        .asBoolean();
  }

  /** Any resource. */
  public JsonNode get(String path) {
    return send(request(path).GET(), CALL);
  }

  /** All items of a list, through all of its pages. */
  public List<JsonNode> list(String path) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get(path + cursor);
      page.path("items").forEach(items::add);
      String next = page.path("nextCursor").asText("");
      cursor = next.isEmpty() ? "" : (path.contains("?") ? "&" : "?") + "cursor=" + encoded(next);
    } while (!cursor.isEmpty());
    return items;
  }

  /** A text, such as a task's log. */
  public String text(String path) {
    return body(request(path).GET(), CALL);
  }

  /** Any call with a JSON body. */
  public JsonNode post(String path, Object body) {
    return send("POST", path, body);
  }

  /** Any change of what is there. */
  public JsonNode put(String path, Object body) {
    return send("PUT", path, body);
  }

  /** Any call with a method of its own and a JSON body. */
  public JsonNode send(String method, String path, Object body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(bytes(body))),
        CALL);
  }

  public JsonNode delete(String path) {
    return send(request(path).DELETE(), CALL);
  }

  /**
   * Sends a file's bytes as they come; never held in memory whole.
   *
   * @param bytes opened when they are sent
   */
  public JsonNode upload(String path, Supplier<InputStream> bytes) {
    return send(
        request(path)
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofInputStream(bytes)),
        TRANSFER);
  }

  /** A file's bytes as they come; the caller closes them. */
  public InputStream download(String path) {
    try {
      HttpResponse<InputStream> answer =
          http.send(request(path).timeout(TRANSFER).GET().build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() >= 300) {
        try (InputStream said = answer.body()) {
          throw refused(
              answer.statusCode(),
              new String(said.readNBytes(LONGEST_REFUSAL), StandardCharsets.UTF_8));
        }
      }
      return answer.body();
    } catch (IOException e) {
      throw new UnreachableException(server + " cannot be reached: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted while asking " + server, e);
    }
  }

  private static byte[] bytes(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body cannot be written as JSON", e);
    }
  }

  /** A path below a product, each part encoded. */
  public static String path(String product, String... parts) {
    StringBuilder path = new StringBuilder("/api/v1/products/").append(encoded(product));
    for (String part : parts) {
      path.append('/').append(encoded(part));
    }
    return path.toString();
  }

  /** A part of a path, or a value of a query. */
  public static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(server.resolve(path));
    token.ifPresent(t -> builder.header("Authorization", "Bearer " + t));
    return builder;
  }

  private JsonNode send(HttpRequest.Builder request, Duration atMost) {
    String body = body(request, atMost);
    try {
      return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new UnreachableException(server + " answered something that is no JSON", e);
    }
  }

  private String body(HttpRequest.Builder request, Duration atMost) {
    try {
      HttpResponse<String> answer =
          http.send(request.timeout(atMost).build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw refused(answer.statusCode(), answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UnreachableException(server + " cannot be reached: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted while asking " + server, e);
    }
  }

  /** Says what a problem response of ours says, or an error of MLflow's protocol. */
  private static RefusedException refused(int status, String body) {
    try {
      JsonNode problem = JSON.readTree(body);
      return new RefusedException(
          status,
          problem.path("code").asText(problem.path("error_code").asText("")),
          problem
              .path("detail")
              .asText(problem.path("message").asText(problem.path("title").asText(body))));
    } catch (JsonProcessingException e) {
      return new RefusedException(status, "", "The server answered " + status + ".");
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
