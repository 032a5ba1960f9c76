package dev.loopline.delivery.internal;

import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;

/** A step of this component's own graphs, which no product's pipeline may use. */
record OwnStep(String name, Work work) implements InProcessStep {
  /** What it does. */
  @FunctionalInterface
  interface Work {
    StepResult run(StepContext context) throws Exception;
  }

  @Override
  public boolean isInternal() {
    return true;
  }

  @Override
  public StepResult run(StepContext context) throws Exception {
    return work.run(context);
  }
}
