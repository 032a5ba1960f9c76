package dev.loopline.kernel.events;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.time.WallClock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The subscribers of one process, each with a thread and a durable cursor. */
final class EventSubscriptions implements AutoCloseable {
  private final Database db;
  private final WallClock clock;
  private final EventSignal signal;
  private final Map<String, EventSubscriber> subscribers = new ConcurrentHashMap<>();

  EventSubscriptions(Database db, WallClock clock, EventSignal signal) {
    this.db = db;
    this.clock = clock;
    this.signal = signal;
  }

  void start(String name, EventFilter filter, EventHandler handler) {
    EventSubscriber subscriber = new EventSubscriber(name, filter, handler, db, clock, signal);
    if (subscribers.putIfAbsent(name, subscriber) != null) {
      throw new IllegalStateException("subscriber " + name + " is there already");
    }
    subscriber.start();
  }

  boolean haveReached(long position) {
    return subscribers.values().stream().allMatch(s -> s.hasReached(position));
  }

  long slowest(long head) {
    return subscribers.values().stream().mapToLong(EventSubscriber::position).min().orElse(head);
  }

  /** Whose thread has ended against its will, and by what. */
  Map<String, String> dead() {
    Map<String, String> dead = new TreeMap<>();
    subscribers.forEach((name, s) -> s.death().ifPresent(death -> dead.put(name, death)));
    return dead;
  }

  void retry(String subscriber) {
    EventSubscriber found = subscribers.get(subscriber);
    if (found != null) {
      found.retry();
    }
  }

  @Override
  public void close() {
    subscribers.values().forEach(EventSubscriber::stop);
    subscribers.values().forEach(EventSubscriber::awaitEnd);
  }
}
