package dev.loopline.registry.internal.webhook;

import dev.loopline.http.outgoing.PublicAddresses;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Limits;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.RegistryOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Which URLs a webhook may have, in MLflow's words. A name is not looked up here, for it may lead
 * elsewhere tomorrow: that is checked at each delivery.
 */
final class UrlRules {
  private static final int LONGEST = 500;
  private static final int LARGEST_PORT = 65_535;

  private final RegistryOptions.Delivery options;

  UrlRules(RegistryOptions.Delivery options) {
    this.options = options;
  }

  String check(String url) {
    if (url.isBlank()) {
      throw invalid("Webhook URL cannot be empty or just whitespace: '" + url + "'");
    }
    Limits.text("url", url, LONGEST);
    URI uri = parse(url);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!options.schemes().contains(scheme)) {
      throw invalid(
          "Invalid webhook URL scheme: '"
              + scheme
              + "'. Allowed schemes are: "
              + String.join(", ", options.schemes().stream().sorted().toList())
              + ".");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw invalid("Webhook URL must include a hostname: '" + url + "'");
    }
    if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
      throw invalid(
          "Webhook URL has no valid port: " + uri.getPort() + " is not among 1 to 65535.");
    }
    if (uri.getUserInfo() != null) {
      throw invalid("Webhook URL must not carry a user name or password; use a secret instead.");
    }
    if (!options.allowPrivate()) {
      requirePublic(host);
    }
    return url;
  }

  private static URI parse(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      String why = url.contains("[") ? "ValueError('Invalid IPv6 URL')" : "it is " + e.getReason();
      throw invalid("Invalid webhook URL '" + url + "': " + why);
    }
  }

  private static void requirePublic(String host) {
    String bare = PublicAddresses.bare(host);
    boolean literal = bare.contains(":") || bare.matches("[0-9.]+");
    if (bare.equals("localhost") || bare.endsWith(".localhost") || bare.endsWith(".local")) {
      throw closed(host, "this machine or its network");
    }
    if (literal) {
      try {
        // A literal is read, not looked up.
        InetAddress address = InetAddress.getByName(bare);
        if (!PublicAddresses.isPublic(address)) {
          throw closed(host, address.getHostAddress());
        }
      } catch (UnknownHostException e) {
        throw invalid("Cannot resolve webhook URL hostname '" + host + "': it is no address.");
      }
    }
  }

  private static LooplineException closed(String host, String resolved) {
    return invalid(
        "Webhook URL must not resolve to a non-public IP address. '"
            + host
            + "' resolves to "
            + resolved
            + ".");
  }

  private static LooplineException invalid(String message) {
    return new LooplineException(RegistryError.INVALID_PARAMETER_VALUE, message);
  }
}
