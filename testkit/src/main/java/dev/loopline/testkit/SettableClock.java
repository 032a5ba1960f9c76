package dev.loopline.testkit;

import dev.loopline.kernel.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. */
public final class SettableClock implements WallClock {
  private final AtomicReference<Instant> now;

  public SettableClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  public static SettableClock at(String instant) {
    return new SettableClock(Instant.parse(instant));
  }

  @Override
  public Instant now() {
    return Objects.requireNonNull(now.get());
  }

  public void advance(Duration time) {
    now.updateAndGet(t -> t.plus(time));
  }

  public void set(Instant time) {
    now.set(time);
  }
}
