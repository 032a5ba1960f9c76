package dev.loopline.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Refuses requests that a web page elsewhere could make in a user's name: a Host that is not ours
 * (DNS rebinding) and an Origin that is not ours (cross-site requests).
 */
final class ForeignRequests implements Filter {
  private final Set<String> hosts;
  private final Set<String> origins;

  ForeignRequests(HttpConfig config) {
    Set<String> own = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    own.add(withoutPort(config.authority(0)));
    config.hosts().forEach(host -> own.add(host.toLowerCase(Locale.ROOT)));
    this.hosts = Set.copyOf(own);
    this.origins =
        config.origins().stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    if (!hosts.contains(withoutPort(host))) {
      refuse(
          response,
          HttpError.FOREIGN_HOST,
          "The Host '"
              + host
              + "' is not this server's. If it should be, name it in the setting server.hosts.");
      return;
    }
    String origin = request.headers().first(HeaderNames.ORIGIN).orElse(null);
    if (origin != null && !isOwn(origin, host)) {
      refuse(
          response,
          HttpError.FOREIGN_ORIGIN,
          "Requests from pages of '"
              + origin
              + "' are not accepted. If they should be, name it in the setting server.origins.");
      return;
    }
    chain.proceed();
  }

  /**
   * Another port is another's page. The scheme is not compared, because behind a proxy that ends
   * TLS the page's is https and ours is not.
   */
  private boolean isOwn(String origin, String host) {
    if (origins.contains(origin.toLowerCase(Locale.ROOT))) {
      return true;
    }
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    int colon = lower.lastIndexOf(':');
    return colon > lower.lastIndexOf(']') ? lower.substring(0, colon) : lower;
  }

  private static void refuse(RoutingResponse response, HttpError code, String detail) {
    Answers.problem(
        response, ProblemShape.RFC_9457, new Problem(403, code.name(), detail, java.util.Map.of()));
  }
}
