package dev.loopline.http;

import dev.loopline.kernel.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes replies and problems. */
final class Answers {
  private Answers() {}

  static void write(ServerResponse response, Reply reply) throws IOException {
    switch (reply) {
      case Reply.JsonBody json -> {
        start(response, json.status(), json.headers());
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        send(response, Json.bytes(json.value()));
      }
      case Reply.Stream stream -> {
        start(response, stream.status(), stream.headers());
        response.header(HeaderNames.CONTENT_TYPE, stream.mediaType());
        LazyBody body = new LazyBody(response);
        try {
          stream.writer().write(body);
        } catch (IOException | RuntimeException e) {
          if (body.hasBegun()) {
            throw new BrokenAnswerException(e);
          }
          throw e;
        }
        body.finish();
      }
      case Reply.Empty empty -> {
        start(response, empty.status(), empty.headers());
        response.send();
      }
      case Reply.Handled handled -> {}
    }
  }

  private static void send(ServerResponse response, byte[] body) {
    try {
      response.send(body);
    } catch (UncheckedIOException e) {
      // The caller is gone: that is not the server's failure.
      throw new BrokenAnswerException(e);
    }
  }

  private static void start(ServerResponse response, int status, Map<String, String> headers) {
    response.status(status);
    response.header("X-Content-Type-Options", "nosniff");
    headers.forEach(
        (name, value) -> {
          if (!name.equals("X-Content-Type-Options")) {
            response.header(name, value);
          }
        });
  }

  /** Writes a problem, unless part of an answer is on its way already. */
  static void problem(ServerResponse response, ProblemShape shape, Problem problem) {
    problem(response, shape, problem, Map.of());
  }

  static void problem(
      ServerResponse response, ProblemShape shape, Problem problem, Map<String, String> headers) {
    if (response.isSent()) {
      return;
    }
    // Whatever a handler had promised of its own answer does not hold for this one.
    response.headers().clear();
    response.status(problem.status());
    response.header(HeaderNames.CONTENT_TYPE, shape.mediaType());
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header("X-Content-Type-Options", "nosniff");
    if (problem.status() == 401) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    headers.forEach(response::header);
    response.send(shape.body(problem));
  }
}
