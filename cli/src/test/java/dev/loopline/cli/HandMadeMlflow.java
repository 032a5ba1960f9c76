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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server that answers what a test tells it to, over real HTTP; all else with a 404. */
final class HandMadeMlflow implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  private final CountDownLatch closed = new CountDownLatch(1);

  /** What comes after a reply's body. */
  private enum Then {
    END,
    NOTHING,
    DRIPS
  }

  private record Reply(int status, byte[] body, int told, Then then) {}

  HandMadeMlflow() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The next answer to what begins so; the last one stays. */
  HandMadeMlflow answers(String path, int status, String body) {
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return then(path, new Reply(status, bytes, bytes.length, Then.END));
  }

  /** An answer that breaks off before its end. */
  HandMadeMlflow breaksOff(String path, byte[] body, int told) {
    return then(path, new Reply(200, body, told, Then.END));
  }

  /** An answer that stays open after its first bytes, and nothing more comes. */
  HandMadeMlflow stalls(String path, byte[] body, int told) {
    return then(path, new Reply(200, body, told, Then.NOTHING));
  }

  /** An answer of which now and then a byte comes, for as long as somebody reads. */
  HandMadeMlflow drips(String path, int status) {
    return then(path, new Reply(status, new byte[0], 10_000_000, Then.DRIPS));
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
      out.flush();
      while (reply.then() != Then.END && !closed.await(20, TimeUnit.MILLISECONDS)) {
        if (reply.then() == Then.DRIPS) {
          out.write(' ');
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Reply next(String path) {
    return replies.entrySet().stream()
        .filter(entry -> path.startsWith(entry.getKey()))
        .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
        .map(
            entry ->
                entry.getValue().size() > 1 ? entry.getValue().poll() : entry.getValue().peek())
        .orElse(new Reply(404, "<html>no</html>".getBytes(StandardCharsets.UTF_8), 15, Then.END));
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.close();
  }
}
