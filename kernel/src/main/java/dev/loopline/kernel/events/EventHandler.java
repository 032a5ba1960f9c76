package dev.loopline.kernel.events;

/**
 * What a subscriber does with an event. Called at least once per event, in order, from one thread;
 * so its effect must be idempotent by {@link Event#id}. An exception means: try again with backoff,
 * and after the fifth attempt set the event aside with the error (see {@link SetAsideEvents}) and
 * go on with the next. Where the disk is full or the database away, it is tried until they are
 * back.
 */
@FunctionalInterface
public interface EventHandler {
  void on(Event event);
}
