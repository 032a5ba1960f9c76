package dev.loopline.http.outgoing;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends a POST and reads the answer's beginning. The JDK's client would not do: the address that is
 * checked must be the one that is connected to, because a client that looks the name up again can
 * be led inside by whoever answers for the name. Follows no redirect and keeps no connection.
 */
public final class Post implements AutoCloseable {
  private static final int LONGEST_LINE = 8_192;
  private static final int MOST_HEADERS = 200;
  private static final int LARGEST_ANSWER = 64 << 10;
  private static final int MOST_AT_ONCE = 100;

  private final CheckedAddresses addresses;
  private final Duration timeout;
  private @Nullable CloseableHttpClient client;

  /**
   * @param what is connected to, as refusals name it
   * @param timeout of a whole request
   */
  public Post(String what, Addresses allowed, Duration timeout) {
    this.addresses = new CheckedAddresses(what, allowed);
    this.timeout = timeout;
  }

  /**
   * What came back.
   *
   * @param body cut where it is long
   */
  public record Answer(int status, String body, Optional<Duration> retryAfter) {}

  /**
   * Sends a body.
   *
   * @throws IOException where no answer came in time, or the address is none that may be reached
   */
  public Answer send(URI url, Map<String, String> headers, byte[] body) throws IOException {
    HttpPost post = new HttpPost(url);
    headers.forEach(post::setHeader);
    post.setEntity(new ByteArrayEntity(body, null));
    long nanos = timeout.toNanos();
    long deadline = System.nanoTime() + nanos;
    // However slowly a receiver reads or writes, it holds nobody up for longer.
    CompletableFuture<Void> watch =
        CompletableFuture.runAsync(
            post::cancel, CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS));
    try (ClassicHttpResponse response = client().executeOpen(null, post, null)) {
      byte[] beginning = beginning(response.getEntity());
      // What is left of the answer is not waited for.
      post.cancel();
      return new Answer(
          response.getCode(),
          new String(beginning, StandardCharsets.UTF_8),
          Optional.ofNullable(response.getFirstHeader("Retry-After"))
              .map(Header::getValue)
              .filter(text -> text.matches("\\d{1,6}"))
              .map(text -> Duration.ofSeconds(Long.parseLong(text))));
    } catch (IOException e) {
      throw System.nanoTime() < deadline
          ? e
          : new SocketTimeoutException("the receiver did not answer in time");
    } finally {
      watch.cancel(false);
    }
  }

  private static byte[] beginning(@Nullable HttpEntity entity) throws IOException {
    InputStream in = entity == null ? null : entity.getContent();
    return in == null ? new byte[0] : in.readNBytes(LARGEST_ANSWER);
  }

  /**
   * Built at the first request: it sets up TLS, which a server need not wait for when it starts.
   */
  private synchronized CloseableHttpClient client() {
    CloseableHttpClient built = client;
    if (built == null) {
      Timeout longest = Timeout.of(timeout);
      built =
          HttpClients.custom()
              .setConnectionManager(
                  PoolingHttpClientConnectionManagerBuilder.create()
                      .setDnsResolver(addresses)
                      .setMaxConnTotal(MOST_AT_ONCE)
                      .setMaxConnPerRoute(MOST_AT_ONCE)
                      .setDefaultConnectionConfig(
                          ConnectionConfig.custom()
                              .setConnectTimeout(longest)
                              .setSocketTimeout(longest)
                              .build())
                      .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                      .setConnectionFactory(
                          ManagedHttpClientConnectionFactory.builder()
                              .http1Config(
                                  Http1Config.custom()
                                      .setMaxLineLength(LONGEST_LINE)
                                      .setMaxHeaderCount(MOST_HEADERS)
                                      .build())
                              .build())
                      .build())
              .setConnectionReuseStrategy((request, response, context) -> false)
              .setUserAgent("loopline")
              .disableRedirectHandling()
              .disableAutomaticRetries()
              .disableCookieManagement()
              .disableAuthCaching()
              .disableContentCompression()
              .build();
      client = built;
    }
    return built;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
  }
}
