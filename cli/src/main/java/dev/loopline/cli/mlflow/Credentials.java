package dev.loopline.cli.mlflow;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a source is asked to believe who asks, as MLflow's clients do it.
 *
 * @param header the value of the Authorization header; empty for none
 */
record Credentials(Optional<String> header) {
  /** A token that was given, the address's own, or the variables of MLflow's clients. */
  static Credentials of(@Nullable String token, URI from, Map<String, String> environment) {
    if (token != null && !token.isBlank()) {
      return bearer(token);
    }
    if (from.getUserInfo() != null) {
      return basic(from.getUserInfo());
    }
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String variable = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    if (!user.isEmpty()) {
      return basic(user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", ""));
    }
    return variable.isEmpty() ? new Credentials(Optional.empty()) : bearer(variable);
  }

  private static Credentials bearer(String token) {
    return new Credentials(Optional.of("Bearer " + token));
  }

  private static Credentials basic(String pair) {
    return new Credentials(
        Optional.of(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
  }

  /** The header's value stays out of every message. */
  @Override
  public String toString() {
    return header.isPresent() ? "Credentials[…]" : "Credentials[none]";
  }
}
