package dev.loopline.workflow.spi;

/** A step that runs in a child process of a worker. */
public non-sealed interface IsolatedStep extends StepType {
  @Override
  default Placement placement() {
    return Placement.ISOLATED;
  }

  /** What to start. Called on the server, before each attempt; an exception fails the attempt. */
  Launch launch(StepContext context) throws Exception;

  /** Takes what the worker measured, where the launch asked for it; the same again adds nothing. */
  default void measured(AttemptRef attempt, Measurements measurements) {}
}
