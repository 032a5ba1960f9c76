package dev.loopline.http;

import java.time.Duration;
import java.util.Set;

/**
 * Where and how the server listens.
 *
 * @param port 0 for any free one
 * @param hosts names that a Host header may carry; loopback names are always among them
 * @param origins of other pages whose requests are accepted, such as {@code https://ml.example}
 * @param drain how long requests under way may take when the server stops
 */
public record HttpConfig(
    String host, int port, Set<String> hosts, Set<String> origins, Duration drain) {
  public HttpConfig {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  public static HttpConfig loopback(int port) {
    return new HttpConfig("127.0.0.1", port, Set.of(), Set.of(), Duration.ofSeconds(10));
  }
}
