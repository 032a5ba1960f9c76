package dev.loopline.serving.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** From when to when predictions are, both included. */
record TimeSpan(Instant from, Instant until) {
  /** A span, or none yet, and one more prediction. */
  static TimeSpan with(@Nullable TimeSpan span, Instant time) {
    if (span == null) {
      return new TimeSpan(time, time);
    }
    return new TimeSpan(
        time.isBefore(span.from) ? time : span.from, time.isAfter(span.until) ? time : span.until);
  }
}
