package dev.loopline.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a version was in a stage.
 *
 * @param until null while it still is
 * @param eventSince the product's event time when it came
 */
public record StagePeriod(
    String model,
    int version,
    String stage,
    Instant since,
    @Nullable Instant until,
    Instant eventSince,
    @Nullable Instant eventUntil) {}
