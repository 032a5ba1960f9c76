package dev.loopline.registry;

import java.time.Duration;
import java.util.Set;

/**
 * What an installation decides.
 *
 * @param webhooks how webhooks are delivered
 * @param sourcePattern what the source of a version must match somewhere; empty for any
 */
public record RegistryOptions(Stages stages, String sourcePattern, Delivery webhooks) {
  public static RegistryOptions standard() {
    return new RegistryOptions(Stages.mlflows(), "", Delivery.standard());
  }

  /**
   * How webhooks are delivered.
   *
   * @param schemes that their URLs may have
   * @param allowPrivate whether they may lead to addresses that are not public
   * @param retries after the first attempt
   * @param backoff doubled before each retry after the first
   */
  public record Delivery(
      Set<String> schemes, boolean allowPrivate, int retries, Duration backoff, Duration timeout) {
    public Delivery {
      schemes = Set.copyOf(schemes);
    }

    public static Delivery standard() {
      return new Delivery(Set.of("https"), false, 3, Duration.ofSeconds(1), Duration.ofSeconds(30));
    }
  }
}
