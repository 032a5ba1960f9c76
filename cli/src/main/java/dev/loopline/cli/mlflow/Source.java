package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.loopline.cli.print.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The MLflow server that is copied. Tries again what failed for reasons that pass (429, 5xx, a
 * connection that broke); everything else is a {@link SourceFailed}. Follows no redirect, so that
 * the credentials go to nobody else. Safe for many threads.
 */
final class Source implements AutoCloseable {
  private static final long LARGEST_MESSAGE = 64 << 20;
  private static final long LARGEST_STREAM = 64L << 30;
  private static final int SHOWN = 300;
  private static final Duration ANSWER = Duration.ofMinutes(2);

  static final ObjectMapper JSON =
      JsonMapper.builder()
          // Python's own writer knows words for them.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(100)
                .maxStringLength(20_000_000)
                .build());
  }

  private final String base;
  private final Credentials credentials;
  private final Retries retries;
  private final Stalls stalls = new Stalls();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * @param base without a slash at its end, and without credentials
   */
  Source(String base, Credentials credentials, Retries retries) {
    this.base = base;
    this.credentials = credentials;
    this.retries = retries;
  }

  String address() {
    return base;
  }

  /** Reads an answer as it comes. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Bounded in) throws IOException;
  }

  JsonNode get(Object path) {
    return read(request(path).GET(), LARGEST_MESSAGE, Source::message);
  }

  JsonNode post(String path, Object body) {
    try {
      byte[] bytes = JSON.writeValueAsBytes(body);
      return read(
          request(path)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(bytes)),
          LARGEST_MESSAGE,
          Source::message);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Streams an answer of any length; what the reader did is done again where it broke off. */
  <T> T stream(Object path, Reader<T> reader) {
    return read(request(path).GET(), LARGEST_STREAM, reader);
  }

  private static JsonNode message(Bounded in) throws IOException {
    JsonNode message = JSON.readTree(in);
    if (!message.isObject()) {
      throw new SourceFailed(0, "answered something that is no JSON object");
    }
    return message;
  }

  /** A text as JSON writes it. */
  static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  private HttpRequest.Builder request(Object path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
    credentials.header().ifPresent(header -> builder.header("Authorization", header));
    return builder;
  }

  private <T> T read(HttpRequest.Builder request, long most, Reader<T> reader) {
    HttpRequest built = request.build();
    return retries.run(() -> once(built, most, reader));
  }

  private <T> T once(HttpRequest request, long most, Reader<T> reader) {
    HttpResponse<InputStream> answer;
    try {
      answer = http.send(request, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw passing(0, said(request, "cannot be reached: " + e), Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceFailed(0, said(request, "was not waited for"));
    }
    try (InputStream body = answer.body();
        Stalls.Watch watch = stalls.watch(body)) {
      if (answer.statusCode() != 200) {
        throw refused(request, answer, body);
      }
      return reader.read(new Bounded(watch.stream(), most));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new SourceFailed(0, said(request, "answered something that is no JSON"));
    } catch (SinkFailed e) {
      throw e.failure();
    } catch (IOException e) {
      throw passing(0, said(request, "broke off: " + e.getMessage()), Optional.empty());
    }
  }

  /** Wraps what failed at the other end of a stream, which is no fault of the source. */
  static final class SinkFailed extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient RuntimeException failure;

    SinkFailed(RuntimeException failure) {
      super(failure);
      this.failure = failure;
    }

    RuntimeException failure() {
      return failure;
    }
  }

  private RuntimeException refused(
      HttpRequest request, HttpResponse<InputStream> answer, InputStream body) throws IOException {
    int status = answer.statusCode();
    String text = new String(body.readNBytes(100_000), StandardCharsets.UTF_8);
    String why = said(request, "answered " + status + detail(text));
    boolean disabled = text.contains("FEATURE_DISABLED");
    if (disabled) {
      return new SourceFailed(501, why);
    }
    return status == 429 || (status >= 500 && status != 501)
        ? passing(status, why, wait(answer))
        : new SourceFailed(status, why);
  }

  private static String detail(String text) {
    try {
      String message = JSON.readTree(text).path("message").asText("");
      String line = Texts.harmless(message);
      return message.isEmpty()
          ? ""
          : ": " + (line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line);
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<Duration> wait(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("\\d{1,4}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }

  private static Retries.Passing passing(int status, String why, Optional<Duration> wait) {
    return new Retries.Passing(new SourceFailed(status, why), wait);
  }

  private String said(HttpRequest request, String what) {
    String uri = request.uri().toString();
    String path = uri.substring(base.length());
    return "GET".equals(request.method())
        ? shortened(path) + " " + what
        : request.method() + " " + shortened(path) + " " + what;
  }

  private static String shortened(String path) {
    return path.length() > SHOWN ? path.substring(0, SHOWN) + "…" : path;
  }

  @Override
  public void close() {
    stalls.close();
    http.close();
  }
}
