package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the promotion of a version stands.
 *
 * @param decision null while nobody asked
 * @param requestedBy null while nobody asked, and where the loop decided by itself
 * @param evidence what the request rests on
 * @param decidedBy null while nobody decided
 * @param verdict what the decision rests on
 * @param approvers who may decide; empty for anybody but who asked
 */
public record Promotion(
    String product,
    String model,
    int version,
    String stage,
    ModelVersion.@Nullable Decision decision,
    @Nullable String requestedBy,
    @Nullable Instant requestedAt,
    @Nullable JsonNode evidence,
    @Nullable String decidedBy,
    @Nullable Instant decidedAt,
    @Nullable JsonNode verdict,
    Set<String> approvers) {
  public Promotion {
    approvers = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(approvers));
  }

  /** Why somebody may not decide about it; empty for one who may. */
  public Optional<String> obstacle(String actor) {
    return obstacle(requestedBy, approvers, actor);
  }

  /** The rule itself: never who asked, and where the product names people, one of these. */
  public static Optional<String> obstacle(
      @Nullable String requestedBy, Set<String> approvers, String actor) {
    if (actor.equals(requestedBy)) {
      return Optional.of(
          actor + " asked for this promotion; somebody else has to decide about it.");
    }
    if (!approvers.isEmpty() && !approvers.contains(actor)) {
      return Optional.of(
          actor
              + " holds no role that decides about promotions; these do: "
              + String.join(", ", new TreeSet<>(approvers))
              + " (roles in product.yaml).");
    }
    return Optional.empty();
  }
}
