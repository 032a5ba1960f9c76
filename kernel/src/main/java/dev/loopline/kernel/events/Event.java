package dev.loopline.kernel.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sealed event of the log, CloudEvents-shaped.
 *
 * @param position its gap-free place in the log, from 1
 * @param time the wall clock when it was appended
 * @param eventTime the product's event time then, for products that have one
 * @param hash keyed hash over the event and its predecessor's hash, in hexadecimal
 */
public record Event(
    EventId id,
    long position,
    String type,
    String source,
    String subject,
    @Nullable String product,
    String actor,
    Instant time,
    @Nullable Instant eventTime,
    JsonNode data,
    String hash) {}
