package dev.loopline.metadata;

/** Steps from one to another, both included. */
public record StepRange(long from, long to) {
  public static final StepRange ALL = new StepRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public boolean holds(long step) {
    return step >= from && step <= to;
  }
}
