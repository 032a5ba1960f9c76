package dev.loopline.kernel.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The clock on the wall, in whole milliseconds: for leases, timeouts and audit, never for data. */
@FunctionalInterface
public interface WallClock {
  Instant now();

  static WallClock system() {
    return () -> Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
