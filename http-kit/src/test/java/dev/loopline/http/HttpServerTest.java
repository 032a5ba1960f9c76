package dev.loopline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
  record Booking(String hotel, int nights) {}

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            HttpConfig.loopback(0), routes(), HttpServerTest::tokens, RequestObserver.none());
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  private List<Route> routes() {
    return List.of(
        Route.get("/things/{name}").to(call -> Reply.json(Map.of("name", call.path("name")))),
        Route.get("/files/{+path}").to(call -> Reply.json(Map.of("path", call.path("path")))),
        Route.post("/bookings")
            .accepts(Booking.class)
            .maxBody(1000)
            .to(call -> Reply.created(call.body(Booking.class))),
        Route.post("/raw")
            .maxBody(1000)
            .to(call -> Reply.json(Map.of("bytes", call.stream().readAllBytes().length))),
        Route.get("/page").to(call -> Reply.json(Map.of("limit", call.page().limit()))),
        Route.get("/open").access(Access.OPEN).to(call -> Reply.empty()),
        Route.get("/boom")
            .to(
                call -> {
                  throw new IllegalStateException("secret");
                }),
        Route.get("/full")
            .to(
                call -> {
                  throw new LooplineException(KernelError.STORAGE_FULL, "full");
                }),
        Route.get("/slow")
            .timeout(Duration.ofMillis(50))
            .to(
                call -> {
                  new CountDownLatch(1).await();
                  return Reply.empty();
                }),
        Route.get("/unreadable")
            .to(
                call -> {
                  throw new UncheckedIOException("/secret", new IOException("Input/output error"));
                }),
        Route.get("/no-space")
            .to(
                call -> {
                  throw new UncheckedIOException(new IOException("No space left on device"));
                }),
        Route.get("/begun")
            .timeout(Duration.ofMillis(50))
            .to(
                call ->
                    Reply.stream(
                        "text/plain",
                        out -> {
                          out.write('x');
                          out.flush();
                          awaitInterrupt();
                        })),
        Route.get("/held")
            .to(
                call -> {
                  started.countDown();
                  release.await();
                  return Reply.json(Map.of("done", true));
                }),
        Route.get("/broken")
            .to(
                call ->
                    Reply.attachment(
                        "a\"b.bin", "application/octet-stream", 100_000, new BreakingStream())));
  }

  private static void awaitInterrupt() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new java.io.InterruptedIOException();
    }
  }

  private static Optional<Principal> tokens(Optional<String> bearer) {
    return bearer.map(
        token ->
            switch (token) {
              case "writer" -> new Principal("writer", EnumSet.of(Access.READ, Access.WRITE));
              default -> new Principal("reader", EnumSet.of(Access.READ));
            });
  }

  @Test
  void routesAnswerWithTheirPathParametersDecodedOnce() throws Exception {
    assertThat(get("/things/a%20b").body()).isEqualTo("{\"name\":\"a b\"}");
    assertThat(get("/files/a/b%252e/c").body()).isEqualTo("{\"path\":\"a/b%2e/c\"}");
  }

  @Test
  void withoutATokenOrWithTooLittleAccessNothingRuns() throws Exception {
    HttpResponse<String> nobody = send(HttpRequest.newBuilder(uri("/things/x")));
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(nobody.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertThat(nobody.headers().firstValue("x-content-type-options")).hasValue("nosniff");

    HttpResponse<String> reader =
        send(request("/bookings", "reader").POST(BodyPublishers.ofString("{}")));
    assertThat(reader.statusCode()).isEqualTo(403);
    assertThat(reader.body()).contains("reader may not POST /bookings: it takes WRITE access.");
    assertThat(send(HttpRequest.newBuilder(uri("/open"))).statusCode()).isEqualTo(204);
  }

  @Test
  void bodiesAreReadOrRefusedWithTheFact() throws Exception {
    assertThat(post("/bookings", "{\"hotel\":\"City\",\"nights\":2}").body())
        .isEqualTo("{\"hotel\":\"City\",\"nights\":2}");
    assertThat(post("/bookings", "{\"hotel\":").statusCode()).isEqualTo(400);
    assertThat(post("/bookings", "{\"hotle\":\"x\",\"nights\":1}").body())
        .contains("Did you mean 'hotel'?");
    assertThat(
            post("/bookings", "{\"hotel\":\"" + "x".repeat(2000) + "\",\"nights\":1}").statusCode())
        .isEqualTo(413);
    assertThat(
            send(request("/bookings", "writer")
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("x")))
                .statusCode())
        .isEqualTo(415);
    HttpResponse<String> untyped =
        send(request("/bookings", "writer").POST(BodyPublishers.ofString("{}")));
    assertThat(untyped.statusCode()).isEqualTo(415);
    assertThat(untyped.body()).contains("no Content-Type; send it as application/json");
  }

  @Test
  void onlyABodyThatBreaksOffIsTheCallersFault() throws Exception {
    assertThat(
            raw(
                "POST /raw HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer writer\r\n"
                    + "Content-Length: 100\r\n\r\nonly this"))
        .contains(" 400 ")
        .contains("could not be read to its end");
    assertThat(
            send(request("/raw", "writer")
                    .header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofString("plain")))
                .statusCode())
        .isEqualTo(400);
    HttpResponse<String> unreadable = get("/unreadable");
    assertThat(unreadable.statusCode()).isEqualTo(500);
    assertThat(unreadable.body()).doesNotContain("secret");
    HttpResponse<String> full = get("/no-space");
    assertThat(full.statusCode()).isEqualTo(507);
    assertThat(full.body()).contains("STORAGE_FULL");
  }

  @Test
  void aWrongMethodIsToldWhichThereAre() throws Exception {
    HttpResponse<String> wrong = post("/things/x", "{}");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("allow")).hasValue("GET");
    assertThat(wrong.body()).contains("There is no POST /things/x; this path takes GET.");
  }

  @Test
  void aChunkedBodyOverItsLimitIsRefusedToo() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/raw", "writer")
                .POST(BodyPublishers.ofInputStream(() -> InputStream.nullInputStream())));
    assertThat(answer.body()).isEqualTo("{\"bytes\":0}");
    answer =
        send(
            request("/raw", "writer")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[5000]))));
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void gzippedBodiesAreReadAndABombCountsByWhatComesOut() throws Exception {
    assertThat(
            send(request("/raw", "writer")
                    .header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofByteArray(gzip(900))))
                .body())
        .isEqualTo("{\"bytes\":900}");
    assertThat(
            send(request("/raw", "writer")
                    .header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofByteArray(gzip(500_000))))
                .statusCode())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, br", "<odd>"})
  void aBodyInAnotherEncodingIsRefusedWithAReason(String encoding) throws Exception {
    HttpResponse<String> answer =
        send(
            request("/raw", "writer")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(gzip(900))));
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body())
        .contains("UNSUPPORTED_MEDIA_TYPE")
        .contains(
            "Content-Encoding is '" + encoding.replaceAll("[<>]", "?") + "'; send it as gzip");
  }

  @Test
  void aBodyThatSaysItIsAsItIsIsRead() throws Exception {
    assertThat(
            send(request("/raw", "writer")
                    .header("Content-Encoding", "identity")
                    .POST(BodyPublishers.ofString("plain")))
                .body())
        .isEqualTo("{\"bytes\":5}");
  }

  @Test
  void pagesHaveLimits() throws Exception {
    assertThat(get("/page").body()).contains("\"limit\":50");
    assertThat(get("/page?limit=5000").body()).contains("a whole number from 1 to 1000");
  }

  @Test
  void whatFailsInsideShowsNothingOfTheInside() throws Exception {
    HttpResponse<String> boom = get("/boom");
    assertThat(boom.statusCode()).isEqualTo(500);
    assertThat(boom.body()).doesNotContain("secret").doesNotContain("Exception");
    assertThat(get("/full").statusCode()).isEqualTo(507);
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(Json.parse(get("/nowhere").body()).path("code").asText())
        .isEqualTo("ROUTE_NOT_FOUND");
  }

  @Test
  void aHandlerThatTakesTooLongIsStopped() throws Exception {
    HttpResponse<String> slow = get("/slow");
    assertThat(slow.statusCode()).isEqualTo(503);
    assertThat(slow.body()).contains("TIMED_OUT");
    assertThat(get("/things/x").statusCode()).isEqualTo(200);
  }

  @Test
  void foreignHostsAndOriginsAreRefused() throws Exception {
    assertThat(open("Host: evil.example"))
        .contains(" 403 ")
        .contains("FOREIGN_HOST")
        .contains("server.hosts");
    assertThat(open("Host: localhost\r\nOrigin: http://evil.example"))
        .contains(" 403 ")
        .contains("FOREIGN_ORIGIN");
    assertThat(open("Host: localhost:8080\r\nOrigin: http://localhost:3000"))
        .as("a page of another port is another's")
        .contains(" 403 ");
    assertThat(open("Host: localhost\r\nOrigin: null")).contains(" 403 ");
    assertThat(open("Host: localhost:8080\r\nOrigin: http://LOCALHOST:8080")).contains(" 204 ");
  }

  @Test
  void aConfiguredOriginIsAccepted() throws Exception {
    HttpConfig config =
        new HttpConfig(
            "127.0.0.1", 0, Set.of(), Set.of("https://ml.example"), Duration.ofSeconds(1));
    server.close();
    server = HttpServer.start(config, routes(), HttpServerTest::tokens, RequestObserver.none());
    assertThat(open("Host: localhost\r\nOrigin: https://ml.example")).contains(" 204 ");
    assertThat(open("Host: localhost\r\nOrigin: http://ml.example")).contains(" 403 ");
  }

  @Test
  void headersHaveALimit() throws Exception {
    assertThat(
            raw(
                "GET /open HTTP/1.1\r\nHost: localhost\r\nX-Big: "
                    + "x".repeat(60_000)
                    + "\r\n\r\n"))
        .doesNotContain(" 204 ");
  }

  @Test
  void aBodyThatBreaksOffIsNeverTakenForWhole() {
    assertThatThrownBy(() -> get("/broken")).isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerThatHasBegunWhenItsTimeIsOverIsNeverTakenForWhole() {
    assertThatThrownBy(() -> get("/begun")).isInstanceOf(IOException.class);
  }

  @Test
  void stoppingLetsWhatIsUnderWayEnd() throws Exception {
    var answer = client.sendAsync(request("/held", "writer").build(), BodyHandlers.ofString());
    started.await();
    Thread stopping = Thread.ofPlatform().start(server::close);
    release.countDown();
    assertThat(answer.get().body()).isEqualTo("{\"done\":true}");
    stopping.join();
  }

  @Test
  void aTakenPortIsAClearError() {
    assertThatThrownBy(
            () ->
                HttpServer.start(
                    HttpConfig.loopback(server.port()),
                    List.of(),
                    HttpServerTest::tokens,
                    RequestObserver.none()))
        .isInstanceOf(LooplineException.class)
        .hasMessageContaining("Port " + server.port())
        .hasMessageContaining("--port");
  }

  private static byte[] gzip(int size) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(new byte[size]);
    }
    return bytes.toByteArray();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path, "writer"));
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        request(path, "writer")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String open(String headers) throws IOException {
    return raw("GET /open HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      socket.setSoTimeout(10_000);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Gives some bytes, then fails as a damaged blob does. */
  private static final class BreakingStream extends InputStream {
    private int left = 50_000;

    @Override
    public int read() {
      if (left-- == 0) {
        throw new LooplineException(KernelError.ARTIFACT_CORRUPT, "damaged");
      }
      return 1;
    }
  }
}
