package dev.loopline.workflow.internal;

/** Where a run stands. */
enum RunState {
  /** Waits for another run of the pipeline. */
  PENDING,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  boolean ended() {
    return this != PENDING && this != RUNNING;
  }
}
