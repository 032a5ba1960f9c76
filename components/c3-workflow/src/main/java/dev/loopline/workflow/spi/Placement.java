package dev.loopline.workflow.spi;

/** Where a step runs. */
public enum Placement {
  /** On the server's bounded pool: ours, small, quick. */
  IN_PROCESS,
  /** In a child process of a worker, so that it takes neither the server's memory nor its life. */
  ISOLATED
}
