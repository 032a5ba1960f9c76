package dev.loopline.metadata.openlineage;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Who is told of our own runs.
 *
 * @param url that events are posted to, whole
 * @param apiKey sent as a bearer token
 * @param pause after a first failure; doubled up to five minutes
 * @param timeout of one request
 */
public record OpenLineageTarget(
    URI url, Optional<String> apiKey, Duration pause, Duration timeout) {
  private static final String ENDPOINT = "/api/v1/lineage";

  /**
   * A target of the usual patience.
   *
   * @param url without a path, OpenLineage's usual one is meant
   */
  public static OpenLineageTarget of(URI url, Optional<String> apiKey) {
    boolean bare = url.getPath() == null || url.getPath().length() < 2;
    return new OpenLineageTarget(
        bare ? url.resolve(ENDPOINT) : url, apiKey, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }
}
