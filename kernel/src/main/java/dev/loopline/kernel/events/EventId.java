package dev.loopline.kernel.events;

/** Identifies an event; consumers are idempotent by it. */
public record EventId(String value) {
  @Override
  public String toString() {
    return value;
  }
}
