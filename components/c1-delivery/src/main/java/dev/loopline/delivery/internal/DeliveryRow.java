package dev.loopline.delivery.internal;

import dev.loopline.delivery.DeliveryView.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A delivery as stored. */
record DeliveryRow(
    String id,
    String product,
    Kind kind,
    String eventId,
    String commit,
    @Nullable String model,
    @Nullable Integer version,
    @Nullable String run,
    String state,
    @Nullable String artifact,
    Instant startedAt,
    @Nullable Instant endedAt) {}
