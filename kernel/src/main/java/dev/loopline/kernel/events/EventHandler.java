package dev.loopline.kernel.events;

/**
 * What a subscriber does with an event. Called at least once per event, in order, from one thread;
 * so its effect must be idempotent by {@link Event#id}. An exception means: try again with backoff,
 * and after the last attempt set the event aside with the error and go on with the next.
 */
@FunctionalInterface
public interface EventHandler {
  void on(Event event);
}
