package dev.loopline.workflow.spi;

/** How an attempt ended. Another attempt may follow one that FAILED or was LOST. */
public enum Ending {
  SUCCEEDED,
  /** By its own fault, or because its time was over. */
  FAILED,
  /** Whoever had it is gone, or stopped in good order. */
  LOST,
  CANCELLED
}
