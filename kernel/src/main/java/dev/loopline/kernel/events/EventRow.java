package dev.loopline.kernel.events;

import dev.loopline.kernel.json.Json;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An event as its table holds it; position and hash are there once it is sealed. */
record EventRow(
    long seq,
    String id,
    String type,
    String source,
    String subject,
    @Nullable String product,
    String actor,
    long time,
    @Nullable Long eventTime,
    String data,
    @Nullable Long position,
    byte @Nullable [] hash) {

  Event sealed() {
    if (position == null || hash == null) {
      throw new IllegalStateException("event " + id + " is not sealed yet");
    }
    return new Event(
        new EventId(id),
        position,
        type,
        source,
        subject,
        product,
        actor,
        Instant.ofEpochMilli(time),
        eventTime == null ? null : Instant.ofEpochMilli(eventTime),
        Json.parse(data),
        HexFormat.of().formatHex(hash));
  }
}
