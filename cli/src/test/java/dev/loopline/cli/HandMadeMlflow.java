package dev.loopline.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers what a test tells it to, over real HTTP; all else with a 404. */
final class HandMadeMlflow implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  private record Reply(int status, byte[] body, int told) {}

  HandMadeMlflow() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The next answer to what begins so; the last one stays. */
  HandMadeMlflow answers(String path, int status, String body) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return then(path, new Reply(status, bytes, bytes.length));
  }

  /** An answer that breaks off before its end. */
  HandMadeMlflow breaksOff(String path, byte[] body, int told) {
    return then(path, new Reply(200, body, told));
  }

  private HandMadeMlflow then(String path, Reply reply) {
    replies.computeIfAbsent(path, p -> new ArrayDeque<>()).add(reply);
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    asked.add(path);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    authorizations.add(authorization == null ? "" : authorization);
    exchange.getRequestBody().readAllBytes();
    Reply reply = next(path);
    exchange.getResponseHeaders().set("Retry-After", "0");
    exchange.sendResponseHeaders(reply.status(), reply.told() == 0 ? -1 : reply.told());
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(reply.body());
    }
  }

  private synchronized Reply next(String path) {
    return replies.entrySet().stream()
        .filter(entry -> path.startsWith(entry.getKey()))
        .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
        .map(
            entry ->
                entry.getValue().size() > 1 ? entry.getValue().poll() : entry.getValue().peek())
        .orElse(new Reply(404, "<html>no</html>".getBytes(StandardCharsets.UTF_8), 15));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
