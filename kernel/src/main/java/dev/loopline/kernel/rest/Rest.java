package dev.loopline.kernel.rest;

import dev.loopline.kernel.events.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Whether all triggered work has come to rest: every event is handled by every subscriber, and no
 * registered activity has anything under way. A replay waits for it before it moves event time, and
 * so gives the same result twice.
 */
public final class Rest {
  private final EventLog events;
  private final List<Activity> activities = new CopyOnWriteArrayList<>();

  public Rest(EventLog events) {
    this.events = events;
  }

  public void register(Activity activity) {
    activities.add(activity);
  }

  /** Call when an activity may have come to rest without an event. */
  public void changed() {
    events.signal().sealed();
  }

  /** What is under way, by activity; empty when there is nothing. */
  public Map<String, Long> outstanding() {
    return activities.stream()
        .filter(a -> a.outstanding() > 0)
        .collect(Collectors.toMap(Activity::name, Activity::outstanding, Long::sum));
  }

  /** Waits for rest; false when the time is over before. */
  public boolean await(Duration atMost) throws InterruptedException {
    return events.signal().await(this::isAtRest, atMost);
  }

  public boolean isAtRest() {
    long head = events.head();
    // Work that ends appends its event first, so an unchanged head means nothing slipped through.
    return events.isSettled()
        && outstanding().isEmpty()
        && events.isSettled()
        && events.head() == head;
  }
}
