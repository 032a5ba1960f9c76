package dev.loopline.delivery.internal;

import dev.loopline.delivery.DeliveryView.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as stored.
 *
 * @param eventId what set it off, once
 * @param actor who did
 */
record DeliveryRow(
    String id,
    String product,
    Kind kind,
    String eventId,
    String actor,
    String commit,
    @Nullable String model,
    @Nullable Integer version,
    @Nullable String run,
    String state,
    @Nullable String artifact,
    Instant startedAt,
    @Nullable Instant endedAt) {
  boolean ended() {
    return endedAt != null;
  }

  /** The same once more, for another cause; it waits for its turn. */
  DeliveryRow again(String newId, String cause, String by, Instant at) {
    return new DeliveryRow(
        newId, product, kind, cause, by, commit, model, version, null, "PENDING", null, at, null);
  }
}
