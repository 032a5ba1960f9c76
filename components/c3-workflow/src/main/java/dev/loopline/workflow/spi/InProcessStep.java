package dev.loopline.workflow.spi;

/** A step that runs on the server's bounded pool of platform threads. */
public non-sealed interface InProcessStep extends StepType {
  @Override
  default Placement placement() {
    return Placement.IN_PROCESS;
  }

  /**
   * Does the work. An exception fails the attempt, which is then retried as the task says; an
   * interrupt means that the run was cancelled or the time is over.
   */
  StepResult run(StepContext context) throws Exception;
}
