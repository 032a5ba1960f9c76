package dev.loopline.serving;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint and what is deployed at it.
 *
 * @param predictions how many it has logged
 */
public record EndpointView(
    String product,
    String name,
    String model,
    String view,
    String commit,
    @Nullable Deployed champion,
    @Nullable Deployed challenger,
    double share,
    boolean shadow,
    long predictions) {
  /** A version and when, in the product's event time, it was deployed. */
  public record Deployed(int version, Instant since) {}
}
