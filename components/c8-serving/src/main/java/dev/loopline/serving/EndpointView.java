package dev.loopline.serving;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint and what is deployed at it.
 *
 * @param shadowOnly whether what stands in the challenger's place answers nobody
 * @param predictions how many it has logged
 * @param challengerFailures how many calls the challenger could not score since the server started
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
    boolean shadowOnly,
    long predictions,
    long challengerFailures) {
  /** A version and when, in the product's event time, it was deployed. */
  public record Deployed(int version, Instant since) {}
}
