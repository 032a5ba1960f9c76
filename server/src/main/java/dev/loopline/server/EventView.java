package dev.loopline.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.events.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event as the API shows it: CloudEvents' attributes with our extensions. */
record EventView(
    String specversion,
    String id,
    String type,
    String source,
    String subject,
    @Nullable String product,
    String actor,
    Instant time,
    @Nullable Instant eventTime,
    long position,
    String hash,
    JsonNode data) {
  static EventView of(Event e) {
    return new EventView(
        "1.0",
        e.id().value(),
        e.type(),
        e.source(),
        e.subject(),
        e.product(),
        e.actor(),
        e.time(),
        e.eventTime(),
        e.position(),
        e.hash(),
        e.data());
  }
}
