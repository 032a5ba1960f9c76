package dev.loopline.workflow.internal;

/** Where a task stands. */
enum TaskState {
  /** For the tasks that it needs. */
  WAITING,
  READY,
  RUNNING,
  /** Failed, and will be tried again when its backoff is over. */
  BACKING_OFF,
  SUCCEEDED,
  FAILED,
  /** A task that it needs did not succeed. */
  SKIPPED,
  CANCELLED;

  boolean ended() {
    return switch (this) {
      case WAITING, READY, RUNNING, BACKING_OFF -> false;
      case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> true;
    };
  }
}
