package dev.loopline.kernel.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that a subscriber could not handle, and went on without.
 *
 * @param error what the last attempt failed with
 * @param at when it was set aside
 * @param retrying whether it was asked to be tried again and was not yet
 */
public record SetAside(
    String subscriber,
    long position,
    EventId event,
    String type,
    String subject,
    @Nullable String product,
    String error,
    Instant at,
    boolean retrying) {}
