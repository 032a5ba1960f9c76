package dev.loopline.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The worker protocol, this side of it. An {@link IOException} is worth another try; a {@link
 * RefusedException} is not.
 */
final class ServerCalls implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration TRANSFER = Duration.ofMinutes(30);

  private final URI server;
  private final Optional<String> token;
  private @Nullable HttpClient http;

  ServerCalls(URI server, Optional<String> token) {
    this.server = server;
    this.token = token;
  }

  /** Built at the first call: it sets up TLS, which a server need not wait for when it starts. */
  private synchronized HttpClient http() {
    HttpClient client = http;
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT)
              .build();
      http = client;
    }
    return client;
  }

  /** Takes an attempt, waiting for one; empty where none came. */
  Optional<Leased> lease(String worker, int waitSeconds) throws IOException, InterruptedException {
    ObjectNode body = Json.object().put("worker", worker).put("waitSeconds", waitSeconds);
    HttpResponse<byte[]> answer = post("lease", body);
    return answer.statusCode() == 204
        ? Optional.empty()
        : Optional.of(Json.lenient().readValue(answer.body(), Leased.class));
  }

  void leave(String worker) throws IOException, InterruptedException {
    post("leave", Json.object().put("worker", worker));
  }

  /** Empty to go on, or why the attempt shall stop. */
  Optional<String> heartbeat(String attempt, int waitSeconds)
      throws IOException, InterruptedException {
    ObjectNode body = Json.object().put("token", attempt).put("waitSeconds", waitSeconds);
    JsonNode answer = Json.lenient().readTree(post("heartbeat", body).body());
    return answer.path("stop").asBoolean()
        ? Optional.of(answer.path("reason").asText())
        : Optional.empty();
  }

  void log(String attempt, List<String> lines) throws IOException, InterruptedException {
    ObjectNode body = Json.object().put("token", attempt);
    lines.forEach(body.putArray("lines")::add);
    post("log", body);
  }

  void measured(JsonNode measurements) throws IOException, InterruptedException {
    post("measurements", measurements);
  }

  void succeed(String attempt, JsonNode outputs) throws IOException, InterruptedException {
    ObjectNode body = Json.object().put("token", attempt);
    body.set("outputs", outputs);
    post("complete", body);
  }

  void fail(String attempt, String error) throws IOException, InterruptedException {
    post("complete", Json.object().put("token", attempt).put("error", error));
  }

  void download(Digest digest, Path file) throws IOException, InterruptedException {
    HttpRequest request = request("inputs/" + digest.hex()).timeout(TRANSFER).GET().build();
    HttpResponse<Path> answer =
        http()
            .send(
                request,
                info ->
                    info.statusCode() == 200
                        ? HttpResponse.BodySubscribers.ofFile(file)
                        : HttpResponse.BodySubscribers.replacing(file));
    if (answer.statusCode() != 200) {
      throw refusal("inputs/" + digest, answer.statusCode(), new byte[0]);
    }
  }

  /** What a stored file is known by: {@code {"digest": …, "size": …}}. */
  JsonNode upload(Path file) throws IOException, InterruptedException {
    HttpRequest.Builder request = request("outputs").timeout(TRANSFER);
    try {
      request.PUT(BodyPublishers.ofFile(file));
    } catch (FileNotFoundException e) {
      throw new RefusedException("the file " + file.getFileName() + " is not there");
    }
    return Json.parse(new String(send(request, "outputs").body(), StandardCharsets.UTF_8));
  }

  private HttpResponse<byte[]> post(String what, JsonNode body)
      throws IOException, InterruptedException {
    return send(
        request(what)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.bytes(body))),
        what);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, String what)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = http().send(request.build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() / 100 != 2) {
      throw refusal(what, answer.statusCode(), answer.body());
    }
    return answer;
  }

  private HttpRequest.Builder request(String what) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/api/v1/worker/" + what));
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    return request;
  }

  /** Throws what may pass (a server that restarts), returns what will not. */
  private static RefusedException refusal(String what, int status, byte[] body) throws IOException {
    String detail = detail(body);
    String message = "the server answered " + what + " with " + status + ": " + detail;
    if (status >= 500 || status == 429) {
      throw new IOException(message);
    }
    return new RefusedException(message);
  }

  private static String detail(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      return Json.parse(text).path("detail").asText(text);
    } catch (LooplineException e) {
      return text;
    }
  }

  @Override
  public synchronized void close() {
    if (http != null) {
      http.shutdownNow();
    }
  }
}
