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

  /**
   * The address as a URL writes it, for those on this machine: loopback where we listen on all, and
   * an IPv6 address in brackets.
   */
  String authority(int boundPort) {
    boolean all = host.equals("0.0.0.0") || host.equals("::");
    String name = all ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    return name + ":" + boundPort;
  }

  public static HttpConfig loopback(int port) {
    return new HttpConfig("127.0.0.1", port, Set.of(), Set.of(), Duration.ofSeconds(10));
  }
}
