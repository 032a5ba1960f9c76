package dev.loopline.kernel.rest;

/** Something that may be under way: how much of it is. Cheap and safe to ask at any time. */
public interface Activity {
  String name();

  /** How many pieces of work are queued or running; 0 when at rest. */
  long outstanding();
}
