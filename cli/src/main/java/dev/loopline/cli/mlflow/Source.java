package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The MLflow server that is copied. Tries again what failed for reasons that pass (429, 5xx, a
 * connection that broke); everything else is a {@link SourceFailed}. Follows no redirect, so that
 * the credentials go to nobody else. Safe for many threads.
 */
final class Source implements AutoCloseable {
  /** Where the third version of MLflow's protocol is. */
  static final String THIRD = "/api/3.0/mlflow/";

  private static final long LARGEST_MESSAGE = 64 << 20;
  private static final long LARGEST_STREAM = 64L << 30;
  private static final int LONGEST_PATH = 300;

  /** Names of the source, within the path. */
  private static final Pattern LONG_PART = Pattern.compile("([^/=&?]{100})[^/=&?]+");

  private static final String CANNOT = "cannot be asked: the server cannot be reached";
  private static final String NO_ANSWER = "; that is no MLflow server's answer";

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
  private final Patience patience;
  private final Stalls stalls;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * @param base without a slash at its end, and without credentials
   */
  Source(String base, Credentials credentials, Retries retries, Patience patience) {
    this.base = base;
    this.credentials = credentials;
    this.retries = retries;
    this.patience = patience;
    this.stalls = new Stalls(patience);
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
    return read(request(path).GET(), Way.WHOLE, Source::message);
  }

  JsonNode post(String path, Object body) {
    try {
      byte[] bytes = JSON.writeValueAsBytes(body);
      return read(
          request(path)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(bytes)),
          Way.WHOLE,
          Source::message);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Streams an answer of any length; what the reader did is done again where it broke off. */
  <T> T stream(Object path, Reader<T> reader) {
    return read(request(path).GET(), Way.FLOWING, reader);
  }

  /** How an answer is read, and how many bytes of it at most. */
  private enum Way {
    WHOLE(LARGEST_MESSAGE),
    FLOWING(LARGEST_STREAM);

    private final long most;

    Way(long most) {
      this.most = most;
    }
  }

  private static JsonNode message(Bounded in) throws IOException {
    JsonNode message = JSON.readTree(in);
    if (!message.isObject()) {
      throw new NoMessage();
    }
    forgetNulls(message);
    return message;
  }

  /** A field that is null is one that is absent. Within lists they stay, to be told. */
  private static void forgetNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
    }
    node.forEach(Source::forgetNulls);
  }

  /** A text as JSON writes it. */
  static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  private HttpRequest.Builder request(Object path) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path));
    credentials.header().ifPresent(header -> builder.header("Authorization", header));
    return builder;
  }

  private <T> T read(HttpRequest.Builder request, Way way, Reader<T> reader) {
    // Until its first byte; from there on its watch ends it.
    Duration first = way == Way.WHOLE ? patience.whole() : patience.stall();
    HttpRequest built = request.timeout(first).build();
    return retries.run(() -> once(built, way, reader));
  }

  private <T> T once(HttpRequest request, Way way, Reader<T> reader) {
    long asked = System.nanoTime();
    HttpResponse<InputStream> answer = send(request);
    try (Stalls.Watch watch =
        way == Way.WHOLE ? stalls.whole(answer.body(), asked) : stalls.flowing(answer.body())) {
      try (InputStream body = watch.stream()) {
        if (answer.statusCode() != 200) {
          throw refused(request, answer, body);
        }
        return reader.read(new Bounded(body, way.most));
      } catch (IOException e) {
        throw failure(request, watch, e);
      }
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofInputStream());
    } catch (HttpConnectTimeoutException e) {
      throw passing(0, said(request, CANNOT), Optional.empty());
    } catch (HttpTimeoutException e) {
      String time = request.timeout().map(Texts::duration).orElse("");
      throw passing(0, said(request, "was not answered within " + time), Optional.empty());
    } catch (ConnectException e) {
      throw passing(0, said(request, CANNOT), Optional.empty());
    } catch (IOException e) {
      throw passing(0, said(request, "was not answered in HTTP, or broke off"), Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceFailed(0, said(request, "was not waited for"));
    }
  }

  private RuntimeException failure(HttpRequest request, Stalls.Watch watch, IOException e) {
    if (!watch.ended().isEmpty()) {
      return passing(0, said(request, watch.ended()), Optional.empty());
    }
    return switch (e) {
      case SinkFailed sink -> sink.failure();
      case JsonProcessingException _ ->
          new SourceFailed(0, said(request, "answered something that is no JSON" + NO_ANSWER));
      case NoMessage _ ->
          new SourceFailed(
              0, said(request, "answered something that is no JSON object" + NO_ANSWER));
      default -> passing(0, said(request, "broke off on its way"), Optional.empty());
    };
  }

  /** The answer is JSON of another kind. */
  private static final class NoMessage extends IOException {
    private static final long serialVersionUID = 1L;
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
      return message.isEmpty() ? "" : ": " + Texts.clipped(message);
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
    String path = LONG_PART.matcher(uri.substring(base.length())).replaceAll("$1…");
    String shown = Texts.clipped(path, LONGEST_PATH);
    return ("GET".equals(request.method()) ? shown : request.method() + " " + shown) + " " + what;
  }

  @Override
  public void close() {
    stalls.close();
    http.close();
  }
}
